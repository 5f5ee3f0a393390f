// A run of bytes outside of the managed heap: part of the mapped archive, or of a block that its owner frees.
using System.Runtime.CompilerServices;

namespace Lingen.Code;

/// <summary>Address and length of native bytes. Does not own them.</summary>
public readonly unsafe struct NativeBytes(byte* data, int length)
{
    public readonly byte* Data = data;
    public readonly int Length = length;

    public bool IsEmpty => Length == 0;

    public ReadOnlySpan<byte> Span
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(Data, Length);
    }

    /// <summary>The bytes from <paramref name="start"/> on. The caller has checked the bounds.</summary>
    public NativeBytes Slice(int start) => new(Data + start, Length - start);

    public NativeBytes Slice(int start, int length) => new(Data + start, length);
}
