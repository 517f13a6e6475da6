@echo off
rem SPDX-License-Identifier: GPL-2.0-or-later
rem Puts the plugin and its profile where Wireshark @series@ looks for those of one user.
rem install.cmd /uninstall takes both away again.
setlocal
set "here=%~dp0"
set "plugins=%APPDATA%\Wireshark\plugins\@series@"
set "module=%plugins%\epan\dcomauth.dll"
set "profile=%APPDATA%\Wireshark\profiles\DCOM auth"
set "status=1"

if /i "%~1"=="/uninstall" goto uninstall
if not "%~1"=="" goto usage
if not exist "%here%dcomauth.dll" goto incomplete
if not exist "%here%profile\preferences" goto incomplete

if not exist "%plugins%\epan" mkdir "%plugins%\epan"
if not exist "%profile%" mkdir "%profile%"
copy /y "%here%dcomauth.dll" "%module%" >nul
if errorlevel 1 goto failed
copy /y "%here%profile\*" "%profile%" >nul
if errorlevel 1 goto failed
echo Installed for Wireshark @series@:
echo   %module%
echo   %profile%
echo Start Wireshark again; Help, About Wireshark, Plugins lists dcomauth.dll.
set "status=0"
goto end

:uninstall
if exist "%module%" del /q "%module%"
if exist "%module%" goto failed
if exist "%profile%" rmdir /s /q "%profile%"
if exist "%profile%" goto failed
echo Removed from Wireshark @series@.
set "status=0"
goto end

:usage
echo install.cmd installs, install.cmd /uninstall removes.
goto end

:incomplete
echo Files are missing beside install.cmd. Unpack the whole ZIP first.
goto end

:failed
echo That did not work. Close Wireshark and try again.

:end
pause
exit /b %status%
