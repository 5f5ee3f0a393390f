// The last step of PER: generated code gives a list of commands for bits and bytes, and the result is the bytes they make.
//
//   0 | 1                        one bit                         30 U L Bytes    the bits of L bytes without the last U
//   2                            up to the next byte             31 U L L Bytes  the same, length in two bytes
//   10 N B                       the last N bits of B            40 D L Bits     L bytes that are 0 or 1, cut or filled to D bits
//   20 L Bytes | 21 L L Bytes    whole bytes, aligned            45 D L Bytes    the first D bits of L bytes, filled up
//   41, 42, 43 and 46, 47: as 40 and 45 with the length, the number of bits, or both in two bytes
using System.Runtime.InteropServices;

namespace Lingen.IO;

/// <summary>Runs the commands. Dispose it.</summary>
internal unsafe struct PerWriter : IDisposable
{
    private const int FirstCapacity = 256;

    private byte* buffer;
    private int capacity;
    private long bits;
    private bool isEmpty;

    public PerWriter()
    {
        capacity = FirstCapacity;
        buffer = (byte*)NativeMemory.AllocZeroed(FirstCapacity);
        isEmpty = true;
    }

    /// <summary>Whole bytes, the last filled with zeros; one at least, if there was a command.</summary>
    public readonly ReadOnlySpan<byte> Bytes => new(buffer, isEmpty ? 0 : Math.Max((int)((bits + 7) >> 3), 1));

    /// <summary>Runs all commands; false if they are wrong.</summary>
    public bool TryRun(ReadOnlySpan<byte> commands)
    {
        isEmpty = commands.IsEmpty;
        while (!commands.IsEmpty)
        {
            int command = commands[0];
            commands = commands[1..];
            if (!TryStep(command, ref commands))
            {
                return false;
            }
        }
        return true;
    }

    private bool TryStep(int command, ref ReadOnlySpan<byte> rest)
    {
        switch (command)
        {
            case 0 or 1:
                Put((uint)command, 1);
                return true;
            case 2:
                Align();
                return true;
            case 10:
                if (!TryNumber(ref rest, 1, out int count) || !TryNumber(ref rest, 1, out int value) || count > 8)
                {
                    return false;
                }
                Put((uint)value, count);
                return true;
            case 20 or 21:
                if (
                    !TryNumber(ref rest, command - 19, out int length)
                    || !TryTake(ref rest, length, out ReadOnlySpan<byte> octets)
                )
                {
                    return false;
                }
                Align();
                PutBits(octets, 8L * length);
                return true;
            case 30 or 31:
                return TryUnaligned(ref rest, command - 29);
            case >= 40 and <= 43:
                return TryFlags(ref rest, command >= 42 ? 2 : 1, command % 2 == 1 ? 2 : 1);
            case >= 45 and <= 47:
                return TryBits(ref rest, command >= 46 ? 2 : 1, command == 47 ? 2 : 1);
            default:
                return false;
        }
    }

    private bool TryUnaligned(ref ReadOnlySpan<byte> rest, int lengthBytes)
    {
        if (
            !TryNumber(ref rest, 1, out int unused)
            || !TryNumber(ref rest, lengthBytes, out int length)
            || !TryTake(ref rest, length, out ReadOnlySpan<byte> bytes)
            || unused > Math.Min(7, 8 * length)
        )
        {
            return false;
        }
        PutBits(bytes, (8L * length) - unused);
        return true;
    }

    private bool TryFlags(ref ReadOnlySpan<byte> rest, int wantedBytes, int lengthBytes)
    {
        if (
            !TryNumber(ref rest, wantedBytes, out int wanted)
            || !TryNumber(ref rest, lengthBytes, out int length)
            || !TryTake(ref rest, length, out ReadOnlySpan<byte> flags)
        )
        {
            return false;
        }
        foreach (byte flag in flags[..Math.Min(length, wanted)])
        {
            if (flag > 1)
            {
                return false;
            }
            Put(flag, 1);
        }
        Skip(wanted - length);
        return true;
    }

    private bool TryBits(ref ReadOnlySpan<byte> rest, int wantedBytes, int lengthBytes)
    {
        if (
            !TryNumber(ref rest, wantedBytes, out int wanted)
            || !TryNumber(ref rest, lengthBytes, out int length)
            || !TryTake(ref rest, length, out ReadOnlySpan<byte> bytes)
        )
        {
            return false;
        }
        PutBits(bytes, Math.Min(wanted, 8L * length));
        Skip(wanted - (8 * length));
        return true;
    }

    private static bool TryNumber(ref ReadOnlySpan<byte> rest, int bytes, out int number)
    {
        number = 0;
        if (!TryTake(ref rest, bytes, out ReadOnlySpan<byte> taken))
        {
            return false;
        }
        foreach (byte part in taken)
        {
            number = (number << 8) | part;
        }
        return true;
    }

    private static bool TryTake(ref ReadOnlySpan<byte> rest, int count, out ReadOnlySpan<byte> taken)
    {
        if (count > rest.Length)
        {
            taken = default;
            return false;
        }
        taken = rest[..count];
        rest = rest[count..];
        return true;
    }

    private void Align() => Skip((int)(-bits & 7));

    private void Skip(int count)
    {
        if (count > 0)
        {
            Reserve(count);
            bits += count;
        }
    }

    private void PutBits(ReadOnlySpan<byte> bytes, long count)
    {
        for (int i = 0; count > 0; i++, count -= 8)
        {
            int taken = (int)Math.Min(count, 8);
            Put((uint)bytes[i] >> (8 - taken), taken);
        }
    }

    /// <summary>Appends the last bits of a byte.</summary>
    private void Put(uint value, int count)
    {
        if (count == 0)
        {
            return;
        }
        Reserve(count);
        value &= (1u << count) - 1;
        byte* target = buffer + (bits >> 3);
        int free = 8 - (int)(bits & 7);
        if (count <= free)
        {
            *target |= (byte)(value << (free - count));
        }
        else
        {
            *target |= (byte)(value >> (count - free));
            target[1] |= (byte)(value << (8 - (count - free)));
        }
        bits += count;
    }

    private void Reserve(long count)
    {
        long needed = ((bits + count + 7) >> 3) + 1;
        if (needed <= capacity)
        {
            return;
        }
        int larger = SpanSize.Of(Math.Max(2L * capacity, needed));
        buffer = (byte*)NativeMemory.Realloc(buffer, (nuint)larger);
        new Span<byte>(buffer + capacity, larger - capacity).Clear();
        capacity = larger;
    }

    public void Dispose()
    {
        NativeMemory.Free(buffer);
        buffer = null;
    }
}
