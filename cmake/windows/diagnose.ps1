# SPDX-License-Identifier: GPL-2.0-or-later
# The diagnosis of each capture; with -Together one report of captures of one case:
#   powershell -ExecutionPolicy Bypass -File diagnose.ps1 -Together client.pcapng server.pcapng
param(
    [Parameter(Mandatory, ValueFromRemainingArguments)] [string[]] $Capture,
    [switch] $Together
)
$ErrorActionPreference = 'Stop'
# PowerShell 5.1 takes what programs print for the code page of the console.
[Console]::OutputEncoding = New-Object Text.UTF8Encoding $false

function Find-Wireshark {
    $key = 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\Wireshark.exe'
    $found = @(Get-Item $key -ErrorAction SilentlyContinue | ForEach-Object { $_.GetValue('Path') })
    foreach ($folder in $found + "$env:ProgramFiles\Wireshark" + ($env:Path -split ';')) {
        if ($folder -and (Test-Path "$folder\tshark.exe")) { return $folder }
    }
    throw 'No Wireshark found; add its folder to PATH.'
}

function Invoke-Tool([string] $Name) {
    & "$wireshark\$Name.exe" @args
    if ($LASTEXITCODE) { throw "$Name failed ($LASTEXITCODE)" }
}

# mergecap refuses files of Network Monitor.
function Copy-AsPcap([string] $From, [string] $To) {
    $isNetMon = @(Invoke-Tool capinfos -t $From) -match 'Network Monitor|NetMon'
    if ($isNetMon) { Invoke-Tool editcap -F pcap -T ether $From $To } else { Copy-Item $From $To }
}

function Write-Together([string[]] $Parts, [string] $Merged) {
    $next = 0
    $sources = foreach ($part in $Parts) {
        $count = @(Invoke-Tool capinfos -I $part) -match '^Number of interf' -replace '.*: *'
        $interfaces = $next..($next + [int]$count[0] - 1) -join ','
        $next += [int]$count[0]
        ((Split-Path $part -Leaf) -replace '[;=]', '_') + '=' + $interfaces
    }
    $names = 'dcomauth.sources:' + ($sources -join ';')
    Invoke-Tool mergecap -I none -w $Merged @Parts
    $rows = @(Invoke-Tool tshark -q -r $Merged -o $names -z 'dcomauth,clocks') -match '^\d'
    for ($i = 0; $i -lt $rows.Count; $i++) {
        if (($offset = (-split $rows[$i])[2]) -eq '-') { continue }
        Invoke-Tool editcap -t $offset $Parts[$i] "$($Parts[$i]).moved"
        $Parts[$i] += '.moved'
    }
    Invoke-Tool mergecap -I none -w $Merged @Parts
    Invoke-Tool tshark -q -r $Merged -o $names -z dcomauth
}

$wireshark = Find-Wireshark
$folder = Join-Path ([IO.Path]::GetTempPath()) ([guid]::NewGuid())
$parts = @($Capture | ForEach-Object { Join-Path $folder (Split-Path $_ -Leaf) })
New-Item -ItemType Directory $folder | Out-Null
try {
    for ($i = 0; $i -lt $Capture.Count; $i++) { Copy-AsPcap $Capture[$i] $parts[$i] }
    if ($Together) { Write-Together $parts "$folder\merged" }
    else { $parts | ForEach-Object { Invoke-Tool tshark -q -r $_ -z dcomauth } }
} finally { Remove-Item -Recurse -Force $folder }
