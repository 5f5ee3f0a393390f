// Terminal settings and size.
#pragma warning disable CS0649 // the system fills these structs
using System.Runtime.InteropServices;

namespace Lingen.IO;

internal static unsafe partial class LibC
{
    public const int SetAttributesNow = 0;
    public const int SetAttributesAfterOutput = 1;
    public const nint GetWindowSize = 0x5413;

    [LibraryImport(Library, SetLastError = true)]
    public static partial int isatty(int fd);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int tcgetattr(int fd, TerminalAttributes* attributes);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int tcsetattr(int fd, int when, TerminalAttributes* attributes);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int ioctl(int fd, nint request, void* argument);
}

/// <summary>struct winsize.</summary>
internal struct WindowSize
{
    public ushort Rows;
    public ushort Columns;
    public ushort PixelsWide;
    public ushort PixelsHigh;
}

/// <summary>glibc's struct termios, with the flag bits that the shell changes.</summary>
internal unsafe struct TerminalAttributes
{
    public uint Input;
    public uint Output;
    public uint Control;
    public uint Local;
    public byte Line;
    public fixed byte Characters[32];
    public uint InputSpeed;
    public uint OutputSpeed;

    public const uint InputBreakInterrupts = 0x0002; // BRKINT
    public const uint InputIgnoreParityErrors = 0x0004; // IGNPAR
    public const uint InputStrip = 0x0020; // ISTRIP
    public const uint InputReturnToNewline = 0x0100; // ICRNL
    public const uint InputStartStop = 0x0400; // IXON
    public const uint InputAnyRestarts = 0x0800; // IXANY
    public const uint OutputProcessing = 0x0001; // OPOST
    public const uint LocalSignals = 0x0001; // ISIG
    public const uint LocalCanonical = 0x0002; // ICANON
    public const uint LocalEcho = 0x0008; // ECHO
    public const uint LocalExtensions = 0x8000; // IEXTEN
    public const int EndOfFileCharacter = 4; // VEOF
    public const int ReadTime = 5; // VTIME
    public const int ReadMinimum = 6; // VMIN
}
