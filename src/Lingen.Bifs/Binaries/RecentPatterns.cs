// Programs search again and again for the same few short sequences that they write down as a list (a space or a tab, say). Making an
// automaton costs more than such a search, so each thread keeps those it made last. They are immutable.
namespace Lingen.Bifs;

/// <summary>The automata made last from lists of short patterns.</summary>
internal static class RecentPatterns
{
    private const int KeyLimitBytes = 64;
    private const int Kept = 16;

    private struct Entry
    {
        public byte[] Key;
        public BinaryPattern Pattern;
    }

    [ThreadStatic]
    private static Entry[]? entries;

    [ThreadStatic]
    private static int oldest;

    /// <summary>As <see cref="BinaryPattern.FromList"/>.</summary>
    public static BinaryPattern? FromList(Term list)
    {
        Span<byte> buffer = stackalloc byte[KeyLimitBytes];
        int length = Key(list, buffer);
        if (length == 0)
        {
            return BinaryPattern.FromList(list);
        }
        ReadOnlySpan<byte> key = buffer[..length];
        Entry[] kept = entries ??= new Entry[Kept];
        foreach (ref readonly Entry entry in kept.AsSpan())
        {
            if (key.SequenceEqual(entry.Key))
            {
                return entry.Pattern;
            }
        }
        BinaryPattern? made = BinaryPattern.FromList(list);
        if (made != null)
        {
            kept[oldest] = new Entry { Key = key.ToArray(), Pattern = made };
            oldest = (oldest + 1) % Kept;
        }
        return made;
    }

    /// <summary>All sequences of the list, each behind its length; the result is the length of that, 0 if it is too long or the list is none of patterns.</summary>
    private static int Key(Term list, Span<byte> buffer)
    {
        int length = 0;
        for (; list.IsCons; list = list.Tail)
        {
            if (!Binary.TryFrom(list.Head, out Binary binary) || binary.Length == 0 || length + 1 + binary.Length > KeyLimitBytes)
            {
                return 0;
            }
            using var bytes = new AlignedBytes(binary.Bits);
            buffer[length] = (byte)bytes.Length;
            bytes.Span.CopyTo(buffer[(length + 1)..]);
            length += 1 + (int)bytes.Length;
        }
        return list.IsNil ? length : 0;
    }
}
