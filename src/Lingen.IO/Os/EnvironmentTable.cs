// The environment variables of a node. They begin as those of the OS process; os:putenv changes this table, which is
// what os:getenv reads and what child processes are given.
using System.Runtime.InteropServices;
using System.Text;

namespace Lingen.IO;

/// <summary>Variables by name, both as the bytes that the system has. Safe on any thread.</summary>
public sealed unsafe partial class EnvironmentTable
{
    /// <summary>Native bytes, one character a byte: only for looking up.</summary>
    private readonly Dictionary<string, byte[]> values = new(StringComparer.Ordinal);
    private readonly Lock gate = new();

    public EnvironmentTable()
    {
        // Not .NET's table of them: that one is of strings and loses what is no UTF-8.
        for (byte** entry = SystemEnvironment(); *entry != null; entry++)
        {
            ReadOnlySpan<byte> text = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(*entry);
            int end = text.IndexOf((byte)'=');
            if (end >= 0)
            {
                Set(text[..end], text[(end + 1)..]);
            }
        }
    }

    /// <summary>The C library's environ, which a static executable cannot name; .NET's own library hands it out.</summary>
    [LibraryImport("libSystem.Native", EntryPoint = "SystemNative_GetEnviron")]
    private static partial byte** SystemEnvironment();

    public byte[]? Get(ReadOnlySpan<byte> name)
    {
        lock (gate)
        {
            return values.GetValueOrDefault(Encoding.Latin1.GetString(name));
        }
    }

    public void Set(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        lock (gate)
        {
            values[Encoding.Latin1.GetString(name)] = value.ToArray();
        }
    }

    public void Remove(ReadOnlySpan<byte> name)
    {
        lock (gate)
        {
            values.Remove(Encoding.Latin1.GetString(name));
        }
    }

    /// <summary>All variables, names and values as native bytes.</summary>
    public (byte[] Name, byte[] Value)[] All()
    {
        lock (gate)
        {
            return [.. values.Select(pair => (Encoding.Latin1.GetBytes(pair.Key), pair.Value))];
        }
    }
}

public sealed partial class Host
{
    public EnvironmentTable Environment { get; } = new();
}
