// Growing buffer that a function's internal code is written to before it gets its final place. Jumps inside are relative, so
// only handler addresses need patching when the code is placed.
using System.Runtime.InteropServices;

namespace Lingen.Code;

/// <summary>Words of internal code with labels and fixups. Reused from function to function.</summary>
internal sealed class CodeBuffer
{
    private enum FixupKind
    {
        /// <summary>Signed offset in the upper half of the instruction's first word.</summary>
        UpperHalf,

        /// <summary>Signed offset in a word of its own.</summary>
        Word,

        /// <summary>Absolute address.</summary>
        Address,
    }

    private readonly record struct Fixup(FixupKind Kind, int Instruction, int Word, int Label);

    private readonly List<Fixup> fixups = [];
    private readonly List<int> starts = [];
    private readonly Dictionary<int, int> labels = [];
    private ulong[] words = new ulong[256];

    public int Count { get; private set; }

    /// <summary>Index of the first word of the instruction begun last.</summary>
    public int Instruction { get; private set; }

    /// <summary>Indices of the first words of all instructions, in order.</summary>
    public ReadOnlySpan<int> Starts => CollectionsMarshal.AsSpan(starts);

    public ref ulong this[int index] => ref words[index];

    public void Clear()
    {
        Count = 0;
        Instruction = 0;
        starts.Clear();
        fixups.Clear();
        labels.Clear();
    }

    /// <summary>Forgets everything from this word on (a peephole takes back instructions without labels or jumps).</summary>
    public void Truncate(int count) => Count = count;

    public void Add(ulong word)
    {
        if (Count == words.Length)
        {
            Array.Resize(ref words, words.Length * 2);
        }
        words[Count++] = word;
    }

    /// <summary>Begins an instruction.</summary>
    public void Begin(Op op, ulong a = 0, ulong b = 0, ulong c = 0)
    {
        Instruction = Count;
        starts.Add(Count);
        Add((ulong)op | (a << 16) | (b << 32) | (c << 48));
    }

    public void SetA(ulong descriptor) => words[Instruction] |= descriptor << 16;

    public void SetB(ulong descriptor) => words[Instruction] |= descriptor << 32;

    public void SetC(ulong descriptor) => words[Instruction] |= descriptor << 48;

    /// <summary>Puts a constant behind the instruction and returns its descriptor.</summary>
    public ulong Literal(ulong term)
    {
        int index = Count - Instruction;
        Add(term);
        return 0x8000u | (uint)index;
    }

    public void JumpInUpperHalf(int label) => fixups.Add(new Fixup(FixupKind.UpperHalf, Instruction, Instruction, label));

    /// <summary>Adds a word for the offset to a label; label 0 leaves it 0.</summary>
    public void AddJump(int label)
    {
        if (label != 0)
        {
            fixups.Add(new Fixup(FixupKind.Word, Instruction, Count, label));
        }
        Add(0);
    }

    public void AddAddress(int label)
    {
        fixups.Add(new Fixup(FixupKind.Address, Instruction, Count, label));
        Add(0);
    }

    public void DefineLabel(int label) => labels[label] = Count;

    public bool IsDefined(int label) => labels.ContainsKey(label);

    /// <summary>Resolves all jumps and copies the code to its place.</summary>
    /// <exception cref="BeamFormatException">A jump leads to a label outside of the function.</exception>
    public unsafe void PlaceAt(ulong* target)
    {
        foreach (Fixup fixup in fixups)
        {
            if (!labels.TryGetValue(fixup.Label, out int position))
            {
                throw new BeamFormatException($"jump to label {fixup.Label} outside of the function");
            }
            long offset = position - fixup.Instruction;
            words[fixup.Word] = fixup.Kind switch
            {
                FixupKind.UpperHalf => (words[fixup.Word] & 0xFFFF_FFFF) | ((ulong)offset << 32),
                FixupKind.Word => (ulong)offset,
                _ => (ulong)(target + position),
            };
        }
        words.AsSpan(0, Count).CopyTo(new Span<ulong>(target, Count));
    }
}
