// Reads BER (X.690) into {Tag, Value} trees. A tag is class * 2^16 + number; the value of a constructed one is the list of its
// parts. What is refused, and where the fault is said to be, is what OTP's library says.
namespace Lingen.IO;

/// <summary>A reader of one run of bytes.</summary>
internal unsafe ref struct BerDecoder(TermHeap* heap, byte* data, int length)
{
    /// <summary>Deepest nesting; OTP's library ends there, too, and hostile input must end somewhere.</summary>
    private const int MaxDepth = 585;
    private const int ConstructedBit = 0x20;
    private const int ClassMask = 0xC0;
    private const int NumberMask = 0x1F;
    private const int LongLength = 0x80;

    private enum Fault
    {
        None,
        Tag,
        Length,
        Value,
        Depth,
    }

    private int position;

    /// <summary>{Tree, Rest} or {error, {Reason, Position}}.</summary>
    public Term Decode()
    {
        Fault fault = Tree(length, 0, out Term tree);
        if (fault == Fault.None)
        {
            return Tuple.Create(heap, tree, Binary(length - position));
        }
        Term reason = fault switch
        {
            Fault.Tag => Atoms.InvalidTag,
            Fault.Length => Atoms.InvalidLength,
            Fault.Value => Atoms.InvalidValue,
            _ => Atoms.Unknown,
        };
        return Tuple.Create(heap, Atoms.Error, Tuple.Create(heap, reason, Term.Small(position)));
    }

    private Term Binary(int count)
    {
        Term binary = Bitstring.FromBytes(heap, new ReadOnlySpan<byte>(data + position, count));
        position += count;
        return binary;
    }

    private Fault Tree(int end, int depth, out Term tree)
    {
        tree = default;
        if (position + 2 > end)
        {
            return Fault.Value;
        }
        bool isConstructed = (data[position] & ConstructedBit) != 0;
        Fault fault = Tag(end, out int tag);
        if (fault != Fault.None)
        {
            return fault;
        }
        if (position >= end)
        {
            return Fault.Tag;
        }
        fault = Value(end, isConstructed, depth, out Term value);
        tree = fault == Fault.None ? Tuple.Create(heap, Term.Small(tag), value) : default;
        return fault;
    }

    private Fault Tag(int end, out int tag)
    {
        tag = (data[position] & ClassMask) << 10;
        int number = data[position] & NumberMask;
        if (number < NumberMask)
        {
            tag |= number;
            position++;
            return Fault.None;
        }
        if (position + 3 > end)
        {
            return Fault.Value;
        }
        position++;
        if (data[position] >= 128)
        {
            tag |= (data[position] & 127) << 7;
            position++;
        }
        if (data[position] >= 128)
        {
            // Numbers of more than two bytes are not taken.
            return Fault.Tag;
        }
        tag |= data[position];
        position++;
        return Fault.None;
    }

    private Fault Value(int end, bool isConstructed, int depth, out Term value)
    {
        value = default;
        if (depth >= MaxDepth)
        {
            return Fault.Depth;
        }
        int first = data[position];
        if (first == LongLength)
        {
            position++;
            return position + 1 >= end || !isConstructed ? Fault.Length : Parts(end, depth, isOpen: true, out value);
        }
        long count = first;
        if ((first & LongLength) != 0)
        {
            int bytes = first & 127;
            if (bytes > end - (position + 1))
            {
                return Fault.Length;
            }
            count = 0;
            while (bytes-- > 0)
            {
                position++;
                if (count >= 1 << 24)
                {
                    return Fault.Length;
                }
                count = (count << 8) + data[position];
            }
        }
        if (count > end - (position + 1))
        {
            return Fault.Value;
        }
        position++;
        if (isConstructed)
        {
            return Parts(position + (int)count, depth, isOpen: false, out value);
        }
        value = Binary((int)count);
        return Fault.None;
    }

    /// <summary>The parts of a constructed value, up to its end or, if it is open, up to two zero bytes.</summary>
    private Fault Parts(int end, int depth, bool isOpen, out Term list)
    {
        list = Term.Nil;
        ulong* last = null;
        while (isOpen ? data[position] != 0 || data[position + 1] != 0 : position < end)
        {
            Fault fault = Tree(end, depth + 1, out Term tree);
            if (fault != Fault.None)
            {
                return fault;
            }
            Term cell = Cons.Create(heap, tree, Term.Nil);
            if (last == null)
            {
                list = cell;
            }
            else
            {
                last[1] = cell.Bits;
            }
            last = cell.ConsPointer;
            if (isOpen && position + 1 >= end)
            {
                return Fault.Length;
            }
        }
        position += isOpen ? 2 : 0;
        return Fault.None;
    }
}
