// Identifiers to text and back: pid_to_list and its like.
namespace Lingen.Bifs;

/// <summary>BIFs of pids, ports, references and funs as text.</summary>
public static unsafe class IdentifierBifs
{
    [Bif("erlang", "pid_to_list")]
    public static Term PidToList(ref BifContext context, Term pid)
    {
        if (!pid.IsPid)
        {
            return context.BadArg();
        }
        Span<byte> text = stackalloc byte[IdentifierText.MaxLength];
        int length = IdentifierText.FormatPid(pid, context.Vm.NodeName, text);
        return Cons.FromBytes(context.Heap, text[..length]);
    }

    [Bif("erlang", "port_to_list")]
    public static Term PortToList(ref BifContext context, Term port)
    {
        if (!port.IsPort)
        {
            return context.BadArg();
        }
        Span<byte> text = stackalloc byte[IdentifierText.MaxLength];
        int length = IdentifierText.FormatPort(port, context.Vm.NodeName, text);
        return Cons.FromBytes(context.Heap, text[..length]);
    }

    [Bif("erlang", "ref_to_list")]
    public static Term RefToList(ref BifContext context, Term reference)
    {
        if (!reference.IsReference)
        {
            return context.BadArg();
        }
        if (reference.Header.Tag == HeaderTag.MagicReference)
        {
            context.Vm.Remember(reference);
        }
        Span<byte> text = stackalloc byte[IdentifierText.MaxLength];
        int length = IdentifierText.FormatReference(reference, context.Vm.NodeName, text);
        return Cons.FromBytes(context.Heap, text[..length]);
    }

    [Bif("erlang", "fun_to_list")]
    public static Term FunToList(ref BifContext context, Term fun) =>
        fun.IsFun ? Cons.FromBytes(context.Heap, IdentifierText.FormatFun(fun)) : context.BadArg();

    [Bif("erlang", "list_to_pid")]
    public static Term ListToPid(ref BifContext context, Term list)
    {
        Span<byte> text = stackalloc byte[IdentifierText.MaxLength];
        Span<ulong> numbers = stackalloc ulong[3];
        if (
            !TryGetText(list, text, out int length)
            || IdentifierText.Parse(text[..length], "<"u8, numbers) != 3
            || !TryGetNode(ref context, numbers[0], out NodeEntry* node)
            || numbers[2] > uint.MaxValue
        )
        {
            return context.BadArg();
        }
        if (node != null)
        {
            return External.Create(
                context.Heap,
                ExternalKind.Pid,
                NodeTable.Retain(node),
                0,
                [(uint)numbers[1] | (numbers[2] << 32)]
            );
        }
        return numbers[1] < 1u << LocalPid.NumberBits ? LocalPid.Create((uint)numbers[1], (uint)numbers[2]) : context.BadArg();
    }

    [Bif("erlang", "list_to_port")]
    public static Term ListToPort(ref BifContext context, Term list)
    {
        Span<byte> text = stackalloc byte[IdentifierText.MaxLength];
        Span<ulong> numbers = stackalloc ulong[2];
        if (
            !TryGetText(list, text, out int length)
            || IdentifierText.Parse(text[..length], "#Port<"u8, numbers) != 2
            || !TryGetNode(ref context, numbers[0], out NodeEntry* node)
        )
        {
            return context.BadArg();
        }
        if (node != null)
        {
            return External.Create(context.Heap, ExternalKind.Port, NodeTable.Retain(node), 0, [numbers[1]]);
        }
        return numbers[1] >> (64 - Term.ImmediateShift) == 0 ? LocalPort.Create(numbers[1]) : context.BadArg();
    }

    [Bif("erlang", "list_to_ref")]
    public static Term ListToRef(ref BifContext context, Term list)
    {
        Span<byte> text = stackalloc byte[IdentifierText.MaxLength];
        Span<ulong> numbers = stackalloc ulong[1 + ReferenceIds.MaxCount];
        int count = TryGetText(list, text, out int length) ? IdentifierText.Parse(text[..length], "#Ref<"u8, numbers) : -1;
        if (count < 2 || !TryGetNode(ref context, numbers[0], out NodeEntry* node))
        {
            return context.BadArg();
        }
        count--;
        uint* ids = stackalloc uint[ReferenceIds.MaxCount + 1];
        for (int i = 0; i < count; i++)
        {
            ulong id = numbers[count - i];
            if (id > uint.MaxValue)
            {
                return context.BadArg();
            }
            ids[i] = (uint)id;
        }
        ids[count] = 0;
        if (node != null)
        {
            return External.Create(
                context.Heap,
                ExternalKind.Reference,
                NodeTable.Retain(node),
                count,
                new ReadOnlySpan<ulong>(ids, (count + 1) / 2)
            );
        }
        Term reference = ExternalTermReader.LocalReference(context.Heap, context.Vm, ids, count);
        return reference.IsNone ? context.BadArg() : reference;
    }

    /// <summary>The node of a number in text; null for this node. False if there is no connection to such a node.</summary>
    private static bool TryGetNode(ref BifContext context, ulong number, out NodeEntry* node)
    {
        node = null;
        return number == 0 || context.Vm.TryGetConnectedNode(number, out node);
    }

    private static bool TryGetText(Term list, Span<byte> target, out int length)
    {
        length = 0;
        for (; list.IsCons; list = list.Tail)
        {
            Term head = list.Head;
            if (!head.IsSmall || (ulong)head.SmallValue > byte.MaxValue || length == target.Length)
            {
                return false;
            }
            target[length++] = (byte)head.SmallValue;
        }
        return list.IsNil;
    }
}
