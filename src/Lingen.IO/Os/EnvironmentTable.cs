// The environment variables of a node. They begin as those of the OS process; os:putenv changes this table, which is
// what os:getenv reads and what child processes are given.
using System.Collections;
using System.Text;

namespace Lingen.IO;

/// <summary>Variables by name, both in the encoding of the system. Safe on any thread.</summary>
public sealed class EnvironmentTable
{
    /// <summary>Native bytes, one character a byte: only for looking up.</summary>
    private readonly Dictionary<string, byte[]> values = new(StringComparer.Ordinal);
    private readonly Lock gate = new();

    public EnvironmentTable()
    {
        foreach (DictionaryEntry entry in Environment.GetEnvironmentVariables())
        {
            Set(Encoding.UTF8.GetBytes((string)entry.Key), Encoding.UTF8.GetBytes((string?)entry.Value ?? ""));
        }
    }

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
