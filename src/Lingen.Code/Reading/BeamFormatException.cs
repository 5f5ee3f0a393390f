// The one error of everything that reads .beam files: it never leaves the loader, which turns it into {error, badfile}
// or a message. A damaged file is rare, so the cost of an exception does not matter.
namespace Lingen.Code;

/// <summary>A .beam file is damaged, hostile or made by something unknown. The message says what and where.</summary>
public sealed class BeamFormatException(string message) : Exception(message)
{
    /// <summary>The file uses an opcode or chunk version of a newer release than this VM knows.</summary>
    public bool IsTooNew { get; init; }
}
