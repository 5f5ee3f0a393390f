// The term word: the one representation of every Erlang value. Everything else in the VM leans on this file.
//
//   63                                             6 5 4 3 2 1 0
//   |                  value                       | tag         |
//   small      value (60 bits, signed)               1 1 1 1
//   local pid  number 28 bits, serial 32 bits        0 0 1 1
//   local port number (60 bits)                      0 1 1 1
//   atom       index into the atom table         0 0 1 0 1 1
//   catch      code address, stack only          0 1 1 0 1 1
//   nil        0                                 1 1 1 0 1 1
//   cons       address of [head, tail]                   0 1
//   boxed      address of [header, ...]                  1 0
//   header, return address (never a value)               0 0
//
// A cons cell or boxed object lies in native memory, 8-byte aligned, so an address leaves the low three bits free.
using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Lingen.Terms;

/// <summary>A tagged 64-bit word that is an immediate value or points at a heap object.</summary>
public readonly unsafe struct Term : IEquatable<Term>
{
    public const ulong PrimaryMask = 0x3;
    public const ulong PrimaryHeader = 0x0;
    public const ulong PrimaryCons = 0x1;
    public const ulong PrimaryBoxed = 0x2;
    public const ulong PrimaryImmediate = 0x3;

    public const ulong ImmediateMask = 0xF;
    public const ulong PidTag = 0x3;
    public const ulong PortTag = 0x7;
    public const ulong SmallTag = 0xF;
    public const int ImmediateShift = 4;

    public const ulong Immediate2Mask = 0x3F;
    public const ulong AtomTag = 0x0B;
    public const ulong CatchTag = 0x1B;
    public const ulong NilBits = 0x3B;
    public const int Immediate2Shift = 6;

    /// <summary>Largest and smallest integer held in the word itself: 60 bits, as on BEAM.</summary>
    public const long MaxSmall = (1L << 59) - 1;
    public const long MinSmall = -(1L << 59);

    public readonly ulong Bits;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Term(ulong bits) => Bits = bits;

    /// <summary>The word that is no value: a BIF's "failed", an empty slot, an absent optional argument.</summary>
    public static Term None => default;
    public static Term Nil => new(NilBits);
    public static Term True => Atoms.True;
    public static Term False => Atoms.False;

    public bool IsNone => Bits == 0;
    public bool IsNil => Bits == NilBits;
    public bool IsCons => (Bits & PrimaryMask) == PrimaryCons;
    public bool IsList => IsCons || IsNil;
    public bool IsBoxed => (Bits & PrimaryMask) == PrimaryBoxed;
    public bool IsImmediate => (Bits & PrimaryMask) == PrimaryImmediate;
    public bool IsSmall => (Bits & ImmediateMask) == SmallTag;
    public bool IsAtom => (Bits & Immediate2Mask) == AtomTag;
    public bool IsCatch => (Bits & Immediate2Mask) == CatchTag;
    public bool IsLocalPid => (Bits & ImmediateMask) == PidTag;
    public bool IsLocalPort => (Bits & ImmediateMask) == PortTag;
    public bool IsBoolean => Bits == AtomBits.True || Bits == AtomBits.False;

    public bool IsTuple => IsBoxedOf(HeaderTag.Tuple);
    public bool IsFloat => IsBoxedOf(HeaderTag.Float);
    public bool IsBignum => IsBoxedOf(HeaderTag.Bignum);
    public bool IsInteger => IsSmall || IsBignum;
    public bool IsNumber => IsSmall || (IsBoxed && Header.Tag is HeaderTag.Bignum or HeaderTag.Float);
    public bool IsFlatMap => IsBoxedOf(HeaderTag.FlatMap);
    public bool IsHashMap => IsBoxedOf(HeaderTag.HashMap);
    public bool IsMap => IsBoxed && Header.Tag is HeaderTag.FlatMap or HeaderTag.HashMap;
    public bool IsLocalFun => IsBoxedOf(HeaderTag.Fun);
    public bool IsExport => IsBoxedOf(HeaderTag.Export);
    public bool IsFun => IsBoxed && Header.Tag is HeaderTag.Fun or HeaderTag.Export;
    public bool IsMatchContext => IsBoxedOf(HeaderTag.MatchContext);

    /// <summary>A heap, refc or sub binary of any bit length (not a match context).</summary>
    public bool IsBitstring => IsBoxed && Header.Tag is HeaderTag.HeapBinary or HeaderTag.RefcBinary or HeaderTag.SubBinary;

    /// <summary>A bitstring whose length is a whole number of bytes.</summary>
    public bool IsBinary => IsBitstring && (new Bitstring(this).SizeBits & 7) == 0;
    public bool IsLocalReference => IsBoxed && Header.Tag is HeaderTag.Reference or HeaderTag.MagicReference;
    public bool IsExternalPid => IsBoxedOf(HeaderTag.External) && External.Kind(Header) == ExternalKind.Pid;
    public bool IsExternalPort => IsBoxedOf(HeaderTag.External) && External.Kind(Header) == ExternalKind.Port;
    public bool IsExternalReference => IsBoxedOf(HeaderTag.External) && External.Kind(Header) == ExternalKind.Reference;
    public bool IsPid => IsLocalPid || IsExternalPid;
    public bool IsPort => IsLocalPort || IsExternalPort;
    public bool IsReference => IsLocalReference || IsExternalReference;

    /// <summary>The value of a small integer. Caller has checked <see cref="IsSmall"/>.</summary>
    public long SmallValue
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            Debug.Assert(IsSmall);
            return (long)Bits >> ImmediateShift;
        }
    }

    public uint AtomIndex
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            Debug.Assert(IsAtom);
            return (uint)(Bits >> Immediate2Shift);
        }
    }

    /// <summary>Address of the words of a cons cell: head, then tail.</summary>
    public ulong* ConsPointer
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            Debug.Assert(IsCons);
            return (ulong*)(Bits - PrimaryCons);
        }
    }

    /// <summary>Address of the header word of a boxed object.</summary>
    public ulong* BoxedPointer
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            Debug.Assert(IsBoxed);
            return (ulong*)(Bits - PrimaryBoxed);
        }
    }

    public HeaderWord Header
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(*BoxedPointer);
    }

    public Term Head
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(ConsPointer[0]);
    }

    public Term Tail
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(ConsPointer[1]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsBoxedOf(HeaderTag tag) => IsBoxed && Header.Tag == tag;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool FitsSmall(long value) => value is >= MinSmall and <= MaxSmall;

    /// <summary>A small integer; the value must lie within 60 bits (<see cref="FitsSmall"/>). See Integers.Create for any.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Term Small(long value)
    {
        Debug.Assert(FitsSmall(value));
        return new(((ulong)value << ImmediateShift) | SmallTag);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Term Boolean(bool value) => new(value ? AtomBits.True : AtomBits.False);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Term FromAtomIndex(uint index) => new(((ulong)index << Immediate2Shift) | AtomTag);

    /// <summary>The atom of this name (at most 255 characters), created if new.</summary>
    public static Term Atom(string name) => AtomTable.Intern(name);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Term FromBoxed(ulong* pointer) => new((ulong)pointer | PrimaryBoxed);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Term FromCons(ulong* pointer) => new((ulong)pointer | PrimaryCons);

    /// <summary>Identity of the word. Erlang equality is <c>TermComparer</c>'s.</summary>
    public static bool operator ==(Term left, Term right) => left.Bits == right.Bits;

    public static bool operator !=(Term left, Term right) => left.Bits != right.Bits;

    public bool Equals(Term other) => Bits == other.Bits;

    public override bool Equals(object? obj) => obj is Term other && Equals(other);

    public override int GetHashCode() => Bits.GetHashCode();

    /// <summary>For the debugger and diagnostics: the text of <c>erlang:display/1</c>, cut at a moderate length.</summary>
    public override string ToString() => TermPrinter.ToDebugString(this);
}
