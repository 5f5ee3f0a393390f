// The BIFs of module os on environment variables and the OS process.
namespace Lingen.IO;

/// <summary>os:getenv/1 and its like. Names and values are lists of characters; errors are badarg.</summary>
public static unsafe class EnvironmentBifs
{
    [Bif("os", "getenv")]
    public static Term Get(ref BifContext context, Term name)
    {
        Host host = Host.Of(context.Vm);
        if (!TryName(ref context, name, out ReadOnlySpan<byte> native))
        {
            return context.BadArg();
        }
        byte[]? value = host.Environment.Get(native);
        return value == null ? Atoms.False : ToList(context.Heap, value, host);
    }

    [Bif("os", "putenv")]
    public static Term Put(ref BifContext context, Term name, Term value)
    {
        if (
            !TryName(ref context, name, out ReadOnlySpan<byte> native)
            || !TryNative(ref context, value, out ReadOnlySpan<byte> text)
        )
        {
            return context.BadArg();
        }
        Host.Of(context.Vm).Environment.Set(native, text);
        return Atoms.True;
    }

    [Bif("os", "unsetenv")]
    public static Term Unset(ref BifContext context, Term name)
    {
        if (!TryName(ref context, name, out ReadOnlySpan<byte> native))
        {
            return context.BadArg();
        }
        Host.Of(context.Vm).Environment.Remove(native);
        return Atoms.True;
    }

    /// <summary>All variables as {Name, Value}.</summary>
    [Bif("os", "env")]
    public static Term All(ref BifContext context)
    {
        Host host = Host.Of(context.Vm);
        TermHeap* heap = context.Heap;
        Term list = Term.Nil;
        foreach ((byte[] name, byte[] value) in host.Environment.All())
        {
            Term pair = Tuple.Create(heap, ToList(heap, name, host), ToList(heap, value, host));
            list = Cons.Create(heap, pair, list);
        }
        return list;
    }

    [Bif("os", "getpid")]
    public static Term ProcessId(ref BifContext context) => Cons.FromString(context.Heap, Environment.ProcessId.ToString());

    /// <summary>The characters, or the bytes of what is no text in the encoding of names.</summary>
    private static Term ToList(TermHeap* heap, ReadOnlySpan<byte> native, Host host)
    {
        Term list = FileNameEncodings.ToName(heap, native, host.FileNames);
        return list.IsNone ? Cons.FromBytes(heap, native) : list;
    }

    /// <summary>A name must not hold "=", but may be empty.</summary>
    private static bool TryName(ref BifContext context, Term name, out ReadOnlySpan<byte> native) =>
        TryNative(ref context, name, out native) && !native.Contains((byte)'=');

    private static bool TryNative(ref BifContext context, Term text, out ReadOnlySpan<byte> native)
    {
        native = default;
        if (!text.IsList)
        {
            return false;
        }
        Term binary = FileNameEncodings.ToNative(context.Heap, text, Host.Of(context.Vm).FileNames);
        if (binary.IsNone)
        {
            return false;
        }
        native = new Bitstring(binary).AlignedBytes;
        if (native.Length > 0 && native[^1] == 0)
        {
            native = native[..^1];
        }
        return !native.Contains((byte)0);
    }
}
