// The border of .NET's spans and arrays: two gigabytes, or as many words. Binaries may be longer; who can do their work in pieces
// does, who cannot measures here.
using System.Diagnostics.CodeAnalysis;

namespace Lingen.Terms;

/// <summary>
/// Something is larger than .NET's spans hold. It ends the Erlang process with <c>system_limit</c>, which no mistake in arithmetic does.
/// </summary>
public sealed class SizeLimitException() : Exception("More than 2 GB in one piece.");

/// <summary>Sizes that have to fit a span.</summary>
public static class SpanSize
{
    /// <summary>The size as a span or an array counts.</summary>
    /// <exception cref="SizeLimitException">It is larger than a span can be.</exception>
    public static int Of(long size)
    {
        if ((ulong)size > (ulong)Array.MaxLength)
        {
            Refuse();
        }
        return (int)size;
    }

    [DoesNotReturn]
    private static void Refuse() => throw new SizeLimitException();
}
