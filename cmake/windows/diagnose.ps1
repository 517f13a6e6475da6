# SPDX-License-Identifier: GPL-2.0-or-later
# The diagnosis of each capture; with -Together one report of captures of one case:
#   powershell -ExecutionPolicy Bypass -File diagnose.ps1 -Together client.pcapng server.pcapng
param([Parameter(Mandatory, ValueFromRemainingArguments)] [string[]] $Capture, [switch] $Together)
$ErrorActionPreference = 'Stop'

function Find-Wireshark {
    $key = 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\Wireshark.exe'
    $found = @(Get-Item $key -ErrorAction SilentlyContinue | ForEach-Object { $_.GetValue('Path') })
    $places = $found + "$env:ProgramFiles\Wireshark" + ($env:Path -replace '"' -split ';')
    $places | Where-Object { $_ -and (Test-Path "$_\tshark.exe") } | Select-Object -First 1
}

function Invoke-Tool([string] $Name) {
    & "$wireshark\$Name.exe" @args
    if ($LASTEXITCODE) { throw "$Name failed ($LASTEXITCODE)" }
}

# mergecap refuses files of Network Monitor, which tshark reads as they are.
function Copy-AsPcap([string] $From, [string] $To) {
    $type = @(Invoke-Tool capinfos -t $From) -match '^File type:'
    if ($type -match 'NetMon|Network Monitor') { Invoke-Tool editcap -F pcap -T ether $From $To }
    else { Copy-Item -LiteralPath $From -Destination $To }
}

function Write-Together([string[]] $Files) {
    $next = 0; $names = @(); $sources = @(); $parts = @()
    foreach ($name in Split-Path $Files -Leaf) {
        if ($names -contains $name) { throw "Two captures have the name $name." }
        New-Item -ItemType Directory "$folder\$next" | Out-Null
        $part = "$folder\$next\$name"
        Copy-AsPcap $Files[$names.Count] $part
        $count = @(Invoke-Tool capinfos -I $part) -match '^Number of interfaces' -replace '.*: *'
        $last = $next + [Math]::Max(1, [int]$count[0]) - 1
        $sources += ($name -replace '[;=]', '_') + '=' + ($next..$last -join ',')
        $names += $name; $parts += $part; $next = $last + 1
    }
    $preference = 'dcomauth.sources:' + ($sources -join ';')
    Invoke-Tool mergecap -I none -w "$folder\merged" @parts
    $rows = @(Invoke-Tool tshark -q -r "$folder\merged" -o $preference -z 'dcomauth,clocks')
    $offsets = @($rows -match '^\d' | ForEach-Object { (-split $_)[2] }) # in the captures' order
    foreach ($i in 0..($parts.Count - 1) | Where-Object { $offsets[$_] -match '\d' }) {
        Invoke-Tool editcap -t $offsets[$i] $parts[$i] "$($parts[$i]).moved"
        $parts[$i] += '.moved'
    }
    Invoke-Tool mergecap -I none -w "$folder\merged" @parts
    Invoke-Tool tshark -q -r "$folder\merged" -o $preference -z dcomauth
}

if (-not ($wireshark = Find-Wireshark)) { throw 'No Wireshark found; add its folder to PATH.' }
$folder = (New-Item -ItemType Directory "$([IO.Path]::GetTempPath())$([guid]::NewGuid())").FullName
$status = 0; $encoding = [Console]::OutputEncoding
try { # PowerShell 5.1 takes what programs print for the code page of the console.
    [Console]::OutputEncoding = New-Object Text.UTF8Encoding $false
    if ($Together) { Write-Together $Capture } else { foreach ($file in $Capture) {
        try { Invoke-Tool tshark -q -r $file -z dcomauth }
        catch { [Console]::Error.WriteLine("dcomauth: ${file}: $_"); $status = 2 }
    } }
} finally { Remove-Item -Recurse -Force $folder; [Console]::OutputEncoding = $encoding }
exit $status
