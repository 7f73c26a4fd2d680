# What this Windows computer is, before it goes over to Pardus: JSON on standard output, in the form of the Python program beside it.
# Changes nothing. Names of files never come in. Windows PowerShell 3 and later.
param([int]$Seconds = 300)
$ErrorActionPreference = 'SilentlyContinue'
[Console]::OutputEncoding = [Text.Encoding]::UTF8
Add-Type -AssemblyName System.IO.Compression.FileSystem

function Test-Macro([IO.FileInfo]$File) {
    $Stream = $null
    try {
        $Stream = [IO.File]::Open($File.FullName, 'Open', 'Read', 'ReadWrite')
        $Head = New-Object byte[] 8
        [void]$Stream.Read($Head, 0, 8)
        if ($Head[0] -eq 0x50 -and $Head[1] -eq 0x4B) {
            $Archive = New-Object IO.Compression.ZipArchive($Stream, 'Read')
            return [bool]($Archive.Entries | Where-Object { $_.FullName -like '*vbaProject.bin' -or $_.FullName -match '^Basic/(?!.*-l[cb]\.xml$).+[^/]$' })
        }
        if ($Head[0] -eq 0xD0 -and $Head[1] -eq 0xCF -and $File.Length -le 64MB) {
            $Text = [Text.Encoding]::GetEncoding(28591).GetString([IO.File]::ReadAllBytes($File.FullName))
            return $Text.Contains(([char[]]'_VBA_PROJECT' -join "`0"))
        }
    } catch { return $false } finally { if ($Stream) { $Stream.Dispose() } }
    return $false
}

function Get-ProfileSummary($UserProfile) {
    $Until = (Get-Date).AddSeconds($Seconds)
    $Size = 0; $Mail = 0; $Office = 0; $Macros = 0; $Unread = 0
    $Folders = New-Object Collections.Generic.Stack[string]
    $Folders.Push($UserProfile.LocalPath)
    while ($Folders.Count) {
        if ((Get-Date) -gt $Until) { $Unread += $Folders.Count; break }
        try { $Entries = (New-Object IO.DirectoryInfo($Folders.Pop())).GetFileSystemInfos() } catch { $Unread++; continue }
        foreach ($Entry in $Entries) {
            if ($Entry.Attributes -band [IO.FileAttributes]::ReparsePoint) { continue }
            if ($Entry -is [IO.DirectoryInfo]) { $Folders.Push($Entry.FullName); continue }
            $Size += $Entry.Length
            $Ending = $Entry.Extension.ToLowerInvariant()
            if ($Ending -in '.pst', '.ost') { $Mail += $Entry.Length }
            if ($Ending -match '^\.(doc|xls|ppt|dot|xlt|pps)[xmb]?$|^\.(od[tsp]|ot[ts]|mdb|accdb)$') {
                $Office++
                if (Test-Macro $Entry) { $Macros++ }
            }
        }
    }
    $Sid = $UserProfile.SID
    @{
        login = Split-Path $UserProfile.LocalPath -Leaf
        size_mb = [int]($Size / 1e6); office_files = $Office; macro_files = $Macros; mail_stores_mb = [int]($Mail / 1e6); unread = $Unread
        certificates = @(Get-ChildItem "Registry::HKEY_USERS\$Sid\Software\Microsoft\SystemCertificates\My\Certificates").Count
    }
}

$System = Get-CimInstance Win32_OperatingSystem
$Machine = Get-CimInstance Win32_ComputerSystem
$Processor = @{ 0 = 'x86'; 5 = 'arm'; 9 = 'x86_64'; 12 = 'arm64' }[[int](Get-CimInstance Win32_Processor | Select-Object -First 1).Architecture]
$Drive = Get-CimInstance Win32_LogicalDisk -Filter "DeviceID='$env:SystemDrive'"
$Battery = Get-CimInstance Win32_Battery | Select-Object -First 1
$Firmware = if ($env:firmware_type) { $env:firmware_type } elseif (Test-Path 'HKLM:\SYSTEM\CurrentControlSet\Control\SecureBoot\State') { 'UEFI' } else { 'Legacy' }
$SecureBoot = (Get-ItemProperty 'HKLM:\SYSTEM\CurrentControlSet\Control\SecureBoot\State').UEFISecureBootEnabled
$BitLocker = Get-CimInstance -Namespace root/cimv2/Security/MicrosoftVolumeEncryption -ClassName Win32_EncryptableVolume -Filter "DriveLetter='$env:SystemDrive'"
$Disks = @(Get-CimInstance -Namespace root/Microsoft/Windows/Storage -ClassName MSFT_PhysicalDisk | Where-Object { $_.BusType -ne 7 } | ForEach-Object {
    @{
        name = "$($_.DeviceId)"; size_gb = [math]::Round($_.Size / 1e9, 1); healthy = if ($_.HealthStatus -eq 5) { $null } else { $_.HealthStatus -eq 0 }
        kind = if ($_.BusType -eq 17) { 'nvme' } elseif ($_.MediaType -eq 4) { 'ssd' } elseif ($_.MediaType -eq 3) { 'hdd' } else { '' }
    }
})
$Programs = 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall\*', 'HKLM:\SOFTWARE\WOW6432Node\Microsoft\Windows\CurrentVersion\Uninstall\*'
$Readers = @(Get-CimInstance Win32_PnPEntity -Filter "PNPClass='SmartCardReader'" | ForEach-Object {
    if ($_.PNPDeviceID -match 'VID_([0-9A-F]{4})&PID_([0-9A-F]{4})') { @{ vendor = $Matches[1].ToLowerInvariant(); product = $Matches[2].ToLowerInvariant(); name = "$($_.Name)" } }
})
$Servers = @{}
Get-ChildItem Registry::HKEY_USERS | ForEach-Object {
    Get-ItemProperty "Registry::$($_.Name)\Network\*" | ForEach-Object {
        if ($_.RemotePath -match '^\\\\([^\\]+)') { $Servers[$Matches[1].ToLowerInvariant()] = 1 + [int]$Servers[$Matches[1].ToLowerInvariant()] }
    }
}
$Profiles = @(Get-CimInstance Win32_UserProfile -Filter 'Special=False' | Where-Object { Test-Path $_.LocalPath } | ForEach-Object { Get-ProfileSummary $_ })
$Modules = @('akisp11.dll', 'eTPKCS11.dll', 'opensc-pkcs11.dll', 'aetpkss1.dll' | Where-Object { Test-Path "$env:SystemRoot\System32\$_" })

ConvertTo-Json -Compress -Depth 6 @{
    format = 1; host = $env:COMPUTERNAME; made = (Get-Date).ToString('yyyy-MM-ddTHH:mm:sszzz'); source = 'winrm'
    system = "windows $($System.Version)"; architecture = "$Processor"; maker = "$($Machine.Manufacturer)"; model = "$($Machine.Model)"
    virtual = [bool]("$($Machine.Model)" -match 'Virtual|VMware|KVM'); memory_mb = [int]($Machine.TotalPhysicalMemory / 1e6)
    disks = $Disks; free_gb = [math]::Round($Drive.FreeSpace / 1e9, 1); firmware = if ($Firmware -eq 'UEFI') { 'uefi' } else { 'bios' }
    secure_boot = if ($null -eq $SecureBoot) { $null } else { $SecureBoot -eq 1 }
    encrypted = if ($BitLocker) { $BitLocker.ProtectionStatus -eq 1 } else { $null }
    battery_percent = if ($Battery) { [int]$Battery.EstimatedChargeRemaining } else { $null }
    on_mains = if ($Battery) { $Battery.BatteryStatus -ne 1 } else { $null }
    printers = @(Get-CimInstance Win32_Printer | Where-Object { $_.DriverName -notmatch 'PDF|XPS|OneNote|Fax' } | ForEach-Object {
        @{ name = "$($_.Name)"; model = "$($_.DriverName)"; driverless = if ($_.DriverName -match 'IPP Class Driver') { $true } else { $null } }
    })
    readers = $Readers; pkcs11 = $Modules; domain = if ($Machine.PartOfDomain) { "$($Machine.Domain)".ToLowerInvariant() } else { '' }
    software = @(Get-ItemProperty $Programs | Where-Object { $_.DisplayName -and -not $_.SystemComponent } | ForEach-Object {
        @{ name = "$($_.DisplayName)"; version = "$($_.DisplayVersion)"; publisher = "$($_.Publisher)" }
    })
    shares = @($Servers.GetEnumerator() | ForEach-Object { @{ kind = 'smb'; server = $_.Key; users = $_.Value } }); profiles = $Profiles
}
