// The NIF functions of OTP's prim_net, under the module net: the name of this host, its interfaces, names and addresses, services. What may
// ask a name server runs on a dirty thread.
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace Lingen.IO;

/// <summary>prim_net's functions.</summary>
public static unsafe partial class NetBifs
{
    private static bool debug;

    [Bif("prim_net", "nif_info")]
    public static Term Information(ref BifContext context)
    {
        Term* pairs = stackalloc Term[2];
        pairs[0] = Atoms.Debug;
        pairs[1] = Term.Boolean(debug);
        return Maps.FromKeysValues(context.Heap, pairs, 1);
    }

    /// <summary>#{command := debug, data := boolean()}.</summary>
    [Bif("prim_net", "nif_command")]
    public static Term Command(ref BifContext context, Map map)
    {
        Term command = Maps.Get(map.Term, Atoms.Command);
        Term data = Maps.Get(map.Term, Atoms.Data);
        if (command.IsNone || data.IsNone)
        {
            return context.BadArg();
        }
        if (command != Atoms.Debug || !data.IsBoolean)
        {
            bool known = command == Atoms.Debug;
            Term what = Tuple.Create(context.Heap, known ? Atoms.Data : Atoms.Command, known ? data : command);
            return SocketAnswer.Raise(ref context, what);
        }
        debug = data == Atoms.True;
        return Atoms.Ok;
    }

    [Bif("prim_net", "nif_gethostname")]
    public static Term GetHostName(ref BifContext context) =>
        Tuple.Create(context.Heap, Atoms.Ok, Cons.FromBytes(context.Heap, SystemNames.HostName()));

    /// <summary>A string of Latin-1 characters; null for any other term.</summary>
    private static string? Text(Term list)
    {
        var text = new StringBuilder();
        for (; list.IsCons; list = list.Tail)
        {
            if (!list.Head.IsSmall || list.Head.SmallValue is < 0 or > byte.MaxValue)
            {
                return null;
            }
            _ = text.Append((char)list.Head.SmallValue);
        }
        return list.IsNil ? text.ToString() : null;
    }

    private static Term Failed(TermHeap* heap, string reason) => SocketAnswer.Error(heap, Term.Atom(reason));

    [Bif("prim_net", "nif_if_name2index")]
    public static Term InterfaceIndex(ref BifContext context, Term name)
    {
        byte* bytes = stackalloc byte[LibC.InterfaceNameBytes + 1];
        string? text = Text(name);
        if (string.IsNullOrEmpty(text) || text.Length > LibC.InterfaceNameBytes)
        {
            return Failed(context.Heap, "einval");
        }
        bytes[Encoding.Latin1.GetBytes(text, new Span<byte>(bytes, LibC.InterfaceNameBytes))] = 0;
        uint index = LibC.if_nametoindex(bytes);
        return index == 0 ? SocketAnswer.LastError(context.Heap) : SocketAnswer.Ok(context.Heap, Term.Small(index));
    }

    [Bif("prim_net", "nif_if_index2name")]
    public static Term InterfaceName(ref BifContext context, Term index)
    {
        byte* bytes = stackalloc byte[LibC.InterfaceNameBytes + 1];
        if (!HostNumbers.TryUInt32(index, out uint number))
        {
            return context.BadArg();
        }
        return LibC.if_indextoname(number, bytes) == null
            ? Failed(context.Heap, "enxio")
            : SocketAnswer.Ok(context.Heap, Interfaces.String(context.Heap, bytes));
    }

    [Bif("prim_net", "nif_if_names")]
    public static Term InterfaceNames(ref BifContext context)
    {
        InterfaceName* first = LibC.if_nameindex();
        if (first == null)
        {
            return SocketAnswer.LastError(context.Heap);
        }
        int count = 0;
        while (first[count].Name != null)
        {
            count++;
        }
        Term list = Term.Nil;
        for (int i = count - 1; i >= 0; i--)
        {
            Term name = Interfaces.String(context.Heap, first[i].Name);
            list = Cons.Create(context.Heap, Tuple.Create(context.Heap, Term.Small(first[i].Index), name), list);
        }
        LibC.if_freenameindex(first);
        return SocketAnswer.Ok(context.Heap, list);
    }

    /// <summary>All addresses of all interfaces. The map may name a network namespace.</summary>
    [Bif("prim_net", "nif_getifaddrs")]
    public static Term InterfaceAddresses(ref BifContext context, Map options)
    {
        Term space = Maps.Get(options.Term, Atoms.Netns);
        if (space.IsNone)
        {
            return Interfaces.List(context.Heap);
        }
        if (Text(space) is not { } path)
        {
            return context.BadArg();
        }
        int error = NetworkNamespace.Enter(Encoding.Latin1.GetBytes(path + '\0'), out int back);
        if (error != 0)
        {
            return PosixError.Tuple(context.Heap, error);
        }
        Term answer = Interfaces.List(context.Heap);
        error = NetworkNamespace.Leave(back);
        return error == 0 ? answer : PosixError.Tuple(context.Heap, error);
    }

    [Bif("prim_net", "nif_getservbyname")]
    public static Term ServiceByName(ref BifContext context, Term name, Term protocol)
    {
        return
            Text(name) is { Length: > 0 } text
            && Text(protocol) is { Length: > 0 } kind
            && Services.TryPort(text, kind == "any" ? null : kind, out int port)
            ? SocketAnswer.Ok(context.Heap, Term.Small(port))
            : Failed(context.Heap, "einval");
    }

    [Bif("prim_net", "nif_getservbyport")]
    public static Term ServiceByPort(ref BifContext context, Term port, Term protocol)
    {
        return
            HostNumbers.TryUInt32(port, out uint number)
            && Text(protocol) is { Length: > 0 } kind
            && Services.TryName((int)Math.Min(number, int.MaxValue), kind == "any" ? null : kind) is { } name
            ? SocketAnswer.Ok(context.Heap, Cons.FromString(context.Heap, name))
            : Failed(context.Heap, "einval");
    }

    [Bif("prim_net", "nif_get_adapters_addresses")]
    public static Term AdapterAddresses(ref BifContext context, Term options) => context.Error(Atoms.Notsup);

    [Bif("prim_net", "nif_get_if_entry")]
    public static Term InterfaceEntry(ref BifContext context, Term options) => context.Error(Atoms.Notsup);

    [Bif("prim_net", "nif_get_interface_info")]
    public static Term InterfaceInformation(ref BifContext context, Term options) => context.Error(Atoms.Notsup);

    [Bif("prim_net", "nif_get_ip_address_table")]
    public static Term AddressTable(ref BifContext context, Term options) => context.Error(Atoms.Notsup);
}
