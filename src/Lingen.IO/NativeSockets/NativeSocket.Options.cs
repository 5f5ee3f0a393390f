// Options of a socket: the system's by level and number, and those of prim_socket itself, which are of the level otp.
namespace Lingen.IO;

internal sealed unsafe partial class NativeSocket
{
    private const int OtpDebug = 1001;
    private const int OtpTellsOfWraps = 1002;
    private const int OtpControllingProcess = 1003;
    private const int OtpReceiveBuffer = 1004;
    private const int OtpReceiveControlBuffer = 1006;
    private const int OtpSendControlBuffer = 1007;
    private const int OtpDescriptor = 1008;
    private const int OtpMeta = 1009;
    private const int OtpUseRegistry = 1010;
    private const int OtpDomain = 1999;

    public Term SetOption(ref BifContext context, int level, int number, Term value)
    {
        if (!IsOpen)
        {
            return SocketAnswer.Closed(context.Heap);
        }
        if (!SocketOptions.TryFind(level, number, out SocketOption option) || !option.CanSet)
        {
            return SocketAnswer.Invalid(context.Heap, Atoms.SocketOption);
        }
        byte* bytes = stackalloc byte[SocketOptionValues.MaxBytes];
        int length = SocketOptionValues.Write(option.Form, value, new Span<byte>(bytes, SocketOptionValues.MaxBytes));
        return length < 0
            ? SocketAnswer.Invalid(context.Heap, Atoms.Value)
            : SetSystemOption(ref context, level, number, bytes, (uint)length);
    }

    /// <summary>The value as it is: bytes, a number, a boolean.</summary>
    public Term SetNativeOption(ref BifContext context, int level, int number, Term value)
    {
        if (!IsOpen)
        {
            return SocketAnswer.Closed(context.Heap);
        }
        if (value.IsBinary)
        {
            Bitstring bytes = HostBytes.Align(context.Heap, new Bitstring(value));
            return SetSystemOption(ref context, level, number, bytes.AlignedStart, (uint)bytes.LengthBytes);
        }
        int integer = value == Atoms.True ? 1 : 0;
        return value.IsBoolean || HostNumbers.TryInt32(value, out integer)
            ? SetSystemOption(ref context, level, number, (byte*)&integer, sizeof(int))
            : SocketAnswer.ErrorInvalid(context.Heap, Atoms.Value);
    }

    private Term SetSystemOption(ref BifContext context, int level, int number, byte* value, uint length)
    {
        // Linux changes the priority with the type of service; Erlang has them apart.
        bool keepsPriority = level == SocketOptions.LevelIp && number == SocketOptions.TypeOfService;
        int priority = 0;
        uint priorityBytes = sizeof(int);
        keepsPriority =
            keepsPriority
            && LibC.getsockopt(Descriptor, LibC.SocketLevel, SocketOptions.Priority, &priority, &priorityBytes) == 0;
        if (LibC.setsockopt(Descriptor, level, number, value, length) < 0)
        {
            return SocketAnswer.LastError(context.Heap);
        }
        if (keepsPriority)
        {
            _ = LibC.setsockopt(Descriptor, LibC.SocketLevel, SocketOptions.Priority, &priority, sizeof(int));
        }
        return Atoms.Ok;
    }

    public Term GetOption(ref BifContext context, int level, int number)
    {
        if (!IsOpen)
        {
            return SocketAnswer.Closed(context.Heap);
        }
        if (!SocketOptions.TryFind(level, number, out SocketOption option) || !option.CanGet)
        {
            return SocketAnswer.Invalid(context.Heap, Atoms.SocketOption);
        }
        return GetSystemOption(ref context, level, number, option.Form);
    }

    private Term GetSystemOption(ref BifContext context, int level, int number, OptionForm form)
    {
        int room = SocketOptionValues.ReadBytes(form, ReceiveControlBytes);
        var bytes = (byte*)NativeMemory.AllocZeroed((nuint)Math.Max(room, sizeof(int)));
        uint length = (uint)room;
        Term answer =
            LibC.getsockopt(Descriptor, level, number, bytes, &length) < 0
                ? SocketAnswer.LastError(context.Heap)
                : SocketAnswer.Ok(
                    context.Heap,
                    SocketOptionValues.ToTerm(
                        context.Heap,
                        form,
                        // Some numbers come as one byte; the others are zero.
                        new ReadOnlySpan<byte>(bytes, room <= 8 ? Math.Max(room, sizeof(int)) : (int)length),
                        Domain
                    )
                );
        NativeMemory.Free(bytes);
        return answer;
    }

    /// <summary>The value as a number, a boolean, or bytes: as many as asked for, or into a copy of those given.</summary>
    public Term GetNativeOption(ref BifContext context, int level, int number, Term form)
    {
        const int MaxOptionBytes = 1 << 20;
        if (!IsOpen)
        {
            return SocketAnswer.Closed(context.Heap);
        }
        if (form == Atoms.Integer || form == Atoms.Boolean)
        {
            return GetSystemOption(ref context, level, number, form == Atoms.Integer ? OptionForm.Integer : OptionForm.Boolean);
        }
        bool given = form.IsBinary;
        long size = given ? new Bitstring(form).LengthBytes : -1;
        if (!given && (!HostNumbers.TryInt32(form, out int asked) || (size = asked) < 0))
        {
            return SocketAnswer.Invalid(context.Heap, Atoms.Value);
        }
        if (size > MaxOptionBytes)
        {
            return PosixError.Tuple(context.Heap, PosixError.Invalid);
        }
        if (size == 0 && !given)
        {
            return LibC.getsockopt(Descriptor, level, number, null, null) < 0 ? SocketAnswer.LastError(context.Heap) : Atoms.Ok;
        }
        var bytes = (byte*)NativeMemory.AllocZeroed((nuint)size + 1);
        if (given)
        {
            HostBytes.Copy(new Bitstring(form), 0, new Span<byte>(bytes, (int)size));
        }
        uint length = (uint)size;
        Term answer =
            LibC.getsockopt(Descriptor, level, number, bytes, &length) < 0
                ? SocketAnswer.LastError(context.Heap)
                : SocketAnswer.Ok(
                    context.Heap,
                    Bitstring.FromBytes(context.Heap, new ReadOnlySpan<byte>(bytes, (int)Math.Min(length, size)))
                );
        NativeMemory.Free(bytes);
        return answer;
    }

    public Term SetOtpOption(ref BifContext context, int number, Term value)
    {
        bool known =
            number
            is OtpDebug
                or OtpTellsOfWraps
                or OtpControllingProcess
                or OtpReceiveBuffer
                or OtpReceiveControlBuffer
                or OtpSendControlBuffer
                or OtpMeta
                or OtpUseRegistry;
        if (!known)
        {
            return NoOtpOption(ref context, number);
        }
        if (!IsOpen)
        {
            return SocketAnswer.Closed(context.Heap);
        }
        bool isOwner = context.Process->Pid == Owner;
        if (!isOwner && number is OtpControllingProcess or OtpMeta && !isOwner)
        {
            return SocketAnswer.ErrorInvalid(context.Heap, Atoms.NotOwner);
        }
        return TrySetOtp(number, value) ? Atoms.Ok : SocketAnswer.Invalid(context.Heap, Atoms.Value);
    }

    private static Term NoOtpOption(ref BifContext context, int number) =>
        SocketAnswer.Raise(ref context, Tuple.Create(context.Heap, Atoms.OtpSocketOption, Term.Small(number)));

    private bool TrySetOtp(int number, Term value)
    {
        long bytes;
        switch (number)
        {
            case OtpDebug when value.IsBoolean:
                Debug = value == Atoms.True;
                return true;
            case OtpTellsOfWraps when value.IsBoolean:
                TellsOfWraps = value == Atoms.True;
                return true;
            case OtpControllingProcess when value.IsLocalPid:
                Give(value);
                return true;
            case OtpReceiveBuffer:
                return TrySetReceiveBuffer(value);
            case OtpReceiveControlBuffer when TryBufferBytes(value, DefaultControlBytes, out bytes):
                ReceiveControlBytes = bytes;
                return true;
            case OtpSendControlBuffer when TryBufferBytes(value, DefaultControlBytes, out bytes) && bytes <= int.MaxValue:
                SendControlBytes = bytes;
                return true;
            case OtpMeta:
                Meta?.Free();
                Meta = new SavedTerm(value);
                return true;
            case OtpUseRegistry when value == Atoms.True:
                if (!InRegistry)
                {
                    InRegistry = true;
                    Enroll();
                }
                return true;
            default:
                return false;
        }
    }

    private static bool TryBufferBytes(Term value, long usual, out long bytes)
    {
        bytes = usual;
        return value == Atoms.Default || (HostNumbers.TryInt64(value, out bytes) && bytes > 0);
    }

    /// <summary>A size, or {Buffers, Size}.</summary>
    private bool TrySetReceiveBuffer(Term value)
    {
        uint buffers = 0;
        if (!TryBufferBytes(value, DefaultReceiveBytes, out long bytes))
        {
            if (
                !value.IsTuple
                || new Tuple(value).Arity != 2
                || !HostNumbers.TryUInt32(new Tuple(value)[0], out buffers)
                || buffers == 0
                || !TryBufferBytes(new Tuple(value)[1], DefaultReceiveBytes, out bytes)
            )
            {
                return false;
            }
        }
        ReceiveBuffers = buffers;
        ReceiveBytes = bytes;
        return true;
    }

    public Term GetOtpOption(ref BifContext context, int number)
    {
        if (number == OtpUseRegistry)
        {
            return SocketAnswer.Ok(context.Heap, Term.Boolean(InRegistry));
        }
        Term value = IsOpen ? OtpOption(context.Heap, number) : SocketAnswer.Closed(context.Heap);
        return value.IsNone ? NoOtpOption(ref context, number)
            : IsOpen ? SocketAnswer.Ok(context.Heap, value)
            : value;
    }

    private Term OtpOption(TermHeap* heap, int number) =>
        number switch
        {
            OtpDebug => Term.Boolean(Debug),
            OtpTellsOfWraps => Term.Boolean(TellsOfWraps),
            OtpControllingProcess => Owner,
            OtpReceiveBuffer => ReceiveBuffers == 0
                ? HostNumbers.Create(heap, ReceiveBytes)
                : Tuple.Create(heap, Term.Small(ReceiveBuffers), HostNumbers.Create(heap, ReceiveBytes)),
            OtpReceiveControlBuffer => HostNumbers.Create(heap, ReceiveControlBytes),
            OtpSendControlBuffer => HostNumbers.Create(heap, SendControlBytes),
            OtpDescriptor => Term.Small(Descriptor),
            OtpMeta => Meta?.CopyTo(heap) ?? Atoms.Undefined,
            OtpDomain => SocketAddresses.FamilyToTerm(Domain),
            _ => Term.None,
        };
}
