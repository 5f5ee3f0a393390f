// ioctl on sockets: questions about and settings of network interfaces. struct ifreq is a name of 16 bytes and 24 bytes whose meaning
// depends on the request.
using System.Buffers.Binary;

namespace Lingen.IO;

/// <summary>The requests of ioctl that prim_socket knows.</summary>
internal static unsafe class SocketIoctl
{
    public const int Interfaces = 0x8912;
    public const int Readable = 0x541B;
    public const int AtMark = 0x8905;
    public const int GetName = 0x8910;
    public const int GetFlags = 0x8913;
    public const int SetFlags = 0x8914;
    public const int GetAddress = 0x8915;
    public const int SetAddress = 0x8916;
    public const int GetPeerAddress = 0x8917;
    public const int SetPeerAddress = 0x8918;
    public const int GetBroadcast = 0x8919;
    public const int SetBroadcast = 0x891A;
    public const int GetNetMask = 0x891B;
    public const int SetNetMask = 0x891C;
    public const int GetMtu = 0x8921;
    public const int SetMtu = 0x8922;
    public const int SetHardwareAddress = 0x8924;
    public const int GetHardwareAddress = 0x8927;
    public const int GetIndex = 0x8933;
    public const int GetQueueLength = 0x8942;
    public const int SetQueueLength = 0x8943;
    public const int GetMap = 0x8970;

    private const int NameBytes = LibC.InterfaceNameBytes;

    /// <summary>Size of struct ifreq.</summary>
    public const int RequestBytes = 40;

    private static Term NotSupported(TermHeap* heap) => SocketAnswer.Error(heap, Atoms.Enotsup);

    /// <summary>A request without an argument.</summary>
    public static Term Ask(ref BifContext context, int descriptor, ulong request)
    {
        if (request == Interfaces)
        {
            return ListInterfaces(ref context, descriptor);
        }
        if (request is not (Readable or AtMark))
        {
            return NotSupported(context.Heap);
        }
        int number = 0;
        if (LibC.ioctl(descriptor, (nuint)request, &number) < 0)
        {
            return SocketAnswer.LastError(context.Heap);
        }
        return SocketAnswer.Ok(context.Heap, request == AtMark ? Term.Boolean(number != 0) : Term.Small(number));
    }

    private struct InterfaceList
    {
        public int Length;
        public byte* Data;
    }

    private static Term ListInterfaces(ref BifContext context, int descriptor)
    {
        for (int count = 100; ; count *= 2)
        {
            InterfaceList list;
            list.Length = count * RequestBytes;
            list.Data = (byte*)NativeMemory.AllocZeroed((nuint)list.Length);
            int result = LibC.ioctl(descriptor, Interfaces, &list);
            if (result == 0 && list.Length == count * RequestBytes)
            {
                // The list may be cut.
                NativeMemory.Free(list.Data);
                continue;
            }
            Term answer =
                result < 0 ? SocketAnswer.LastError(context.Heap) : SocketAnswer.Ok(context.Heap, ToTerm(context.Heap, list));
            NativeMemory.Free(list.Data);
            return answer;
        }
    }

    private static Term ToTerm(TermHeap* heap, in InterfaceList list)
    {
        Term result = Term.Nil;
        Term* pairs = stackalloc Term[4];
        for (int at = list.Length - RequestBytes; at >= 0; at -= RequestBytes)
        {
            pairs[0] = Atoms.Name;
            pairs[1] = Name(heap, list.Data + at);
            pairs[2] = Atoms.Addr;
            pairs[3] = SocketAddresses.ToTerm(heap, list.Data + at + NameBytes, 0);
            result = Cons.Create(heap, Maps.FromKeysValues(heap, pairs, 2), result);
        }
        return result;
    }

    private static Term Name(TermHeap* heap, byte* name)
    {
        var bytes = new ReadOnlySpan<byte>(name, NameBytes);
        int end = bytes.IndexOf((byte)0);
        return Cons.FromBytes(heap, end < 0 ? bytes : bytes[..end]);
    }

    /// <summary>Writes the name of an interface; false if the term is no string.</summary>
    private static bool TryName(Term name, byte* request)
    {
        int count = 0;
        for (; name.IsCons; name = name.Tail)
        {
            if (!name.Head.IsSmall || name.Head.SmallValue is < 0 or > byte.MaxValue)
            {
                return false;
            }
            if (count < NameBytes - 1)
            {
                request[count++] = (byte)name.Head.SmallValue;
            }
        }
        return name.IsNil;
    }

    /// <summary>A question about an interface, given by its name, or by its number if the name is asked for.</summary>
    public static Term Get(ref BifContext context, int descriptor, ulong request, Term argument)
    {
        byte* data = stackalloc byte[RequestBytes + LibC.AddressBytes];
        new Span<byte>(data, RequestBytes + LibC.AddressBytes).Clear();
        if (request == GetName)
        {
            if (!HostNumbers.TryInt32(argument, out int index))
            {
                return context.BadArg();
            }
            *(int*)(data + NameBytes) = index;
        }
        else if (
            request
            is not (
                GetIndex
                or GetFlags
                or GetAddress
                or GetPeerAddress
                or GetBroadcast
                or GetNetMask
                or GetMtu
                or GetHardwareAddress
                or GetMap
                or GetQueueLength
            )
        )
        {
            return NotSupported(context.Heap);
        }
        else if (!TryName(argument, data))
        {
            return context.BadArg();
        }
        if (LibC.ioctl(descriptor, (nuint)request, data) < 0)
        {
            return SocketAnswer.LastError(context.Heap);
        }
        byte* value = data + NameBytes;
        return SocketAnswer.Ok(
            context.Heap,
            request switch
            {
                GetName => Name(context.Heap, data),
                GetIndex or GetMtu or GetQueueLength => Term.Small(*(int*)value),
                GetFlags => SocketTables.Names(context.Heap, SocketTables.InterfaceFlags, *(short*)value),
                GetHardwareAddress => SocketAddresses.HardwareToTerm(context.Heap, value),
                GetMap => MapToTerm(context.Heap, value),
                _ => SocketAddresses.ToTerm(context.Heap, value, 0),
            }
        );
    }

    // struct ifmap: two addresses in memory, a base address, and bytes for interrupt, dma and port.
    private static Term MapToTerm(TermHeap* heap, byte* value)
    {
        Term* pairs = stackalloc Term[12];
        pairs[0] = Atoms.MemStart;
        pairs[1] = HostNumbers.Create(heap, *(long*)value);
        pairs[2] = Atoms.MemEnd;
        pairs[3] = HostNumbers.Create(heap, *(long*)(value + 8));
        pairs[4] = Atoms.BaseAddr;
        pairs[5] = Term.Small(*(ushort*)(value + 16));
        pairs[6] = Atoms.Irq;
        pairs[7] = Term.Small(value[18]);
        pairs[8] = Atoms.Dma;
        pairs[9] = Term.Small(value[19]);
        pairs[10] = Atoms.Port;
        pairs[11] = Term.Small(value[20]);
        return Maps.FromKeysValues(heap, pairs, 6);
    }

    /// <summary>A setting of an interface.</summary>
    public static Term Set(ref BifContext context, int descriptor, ulong request, Term name, Term value)
    {
        byte* data = stackalloc byte[RequestBytes + LibC.AddressBytes];
        new Span<byte>(data, RequestBytes + LibC.AddressBytes).Clear();
        if (
            request
            is not (
                SetFlags
                or SetAddress
                or SetPeerAddress
                or SetBroadcast
                or SetNetMask
                or SetMtu
                or SetQueueLength
                or SetHardwareAddress
            )
        )
        {
            return NotSupported(context.Heap);
        }
        if (!TryName(name, data))
        {
            return context.BadArg();
        }
        if (request == SetFlags && LibC.ioctl(descriptor, GetFlags, data) < 0)
        {
            return SocketAnswer.LastError(context.Heap);
        }
        if (!TryValue(request, value, data + NameBytes))
        {
            return context.BadArg();
        }
        return LibC.ioctl(descriptor, (nuint)request, data) < 0 ? SocketAnswer.LastError(context.Heap) : Atoms.Ok;
    }

    private static bool TryValue(ulong request, Term value, byte* target)
    {
        switch (request)
        {
            case SetFlags:
                int flags = *(ushort*)target;
                bool valid = TryFlags(value, ref flags);
                *(ushort*)target = (ushort)flags;
                return valid;
            case SetMtu or SetQueueLength:
                bool fits = HostNumbers.TryInt32(value, out int number);
                *(int*)target = number;
                return fits;
            case SetHardwareAddress:
                return TryHardware(value, target);
            default:
                valid = SocketAddresses.TryRead(value, out InetAddress address);
                new ReadOnlySpan<byte>(address.Bytes, RequestBytes - NameBytes).CopyTo(
                    new Span<byte>(target, RequestBytes - NameBytes)
                );
                return valid;
        }
    }

    /// <summary>A map from the bits of flags to whether they are to be set.</summary>
    private static bool TryFlags(Term map, ref int flags)
    {
        if (!map.IsMap)
        {
            return false;
        }
        var entries = new MapIterator(map);
        while (entries.MoveNext())
        {
            if (!HostNumbers.TryInt32(entries.Key, out int flag))
            {
                return false;
            }
            flags = entries.Value == Atoms.True ? flags | flag : flags & ~flag;
        }
        return true;
    }

    private static bool TryHardware(Term map, byte* target)
    {
        const int Ether = 1;
        Term address = map.IsMap ? Maps.Get(map, Atoms.Addr) : Term.None;
        if (address.IsNone || !address.IsBinary || Maps.Get(map, Atoms.Family) != Atoms.Ether)
        {
            return false;
        }
        var bits = new Bitstring(address);
        if (bits.LengthBytes > RequestBytes - NameBytes - 2)
        {
            return false;
        }
        BinaryPrimitives.WriteUInt16LittleEndian(new Span<byte>(target, 2), Ether);
        HostBytes.Copy(bits, 0, new Span<byte>(target + 2, (int)bits.LengthBytes));
        return true;
    }
}
