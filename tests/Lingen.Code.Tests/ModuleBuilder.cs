// Writes .beam files instruction by instruction, for code that no compiler would write.
using System.Buffers.Binary;
using System.Text;

namespace Lingen.Code.Tests;

/// <summary>An operand, or a list of them.</summary>
internal readonly record struct Arg(int Tag, long Value, string? Text = null, Arg[]? Items = null)
{
    public const int ListTag = 16;
    public const int FloatTag = 17;

    public static Arg U(long value) => new(0, value);

    public static Arg I(long value) => new(1, value);

    public static Arg A(string atom) => new(2, 0, atom);

    public static Arg Nil => new(2, 0);

    public static Arg X(int register) => new(3, register);

    public static Arg Y(int register) => new(4, register);

    public static Arg L(int label) => new(5, label);

    public static Arg F(int register) => new(FloatTag, register);

    public static Arg List(params Arg[] items) => new(ListTag, items.Length, null, items);
}

/// <summary>Collects functions and makes the file.</summary>
internal sealed class ModuleBuilder
{
    private readonly List<string> atoms = ["hostile"];
    private readonly List<(int Module, int Function, int Arity)> imports = [];
    private readonly List<(int Function, int Arity, int Label)> exports = [];
    private readonly List<byte> code = [];
    private int labels;

    /// <summary>Begins an exported function of this arity; the labels behind those of earlier functions are its own two.</summary>
    public ModuleBuilder Function(string name, int arity, int entry)
    {
        Op(GenericOp.Label, Arg.U(entry - 1));
        Op(GenericOp.FuncInfo, Arg.A("hostile"), Arg.A(name), Arg.U(arity));
        Op(GenericOp.Label, Arg.U(entry));
        exports.Add((Atom(name), arity, entry));
        return this;
    }

    public ModuleBuilder Label(int label) => Op(GenericOp.Label, Arg.U(label));

    public ModuleBuilder Op(GenericOp op, params Arg[] arguments)
    {
        code.Add((byte)op);
        foreach (Arg argument in arguments)
        {
            Write(argument);
        }
        if (op == GenericOp.Label)
        {
            labels = Math.Max(labels, (int)arguments[0].Value + 1);
        }
        return this;
    }

    /// <summary>The operand that names an imported function.</summary>
    public Arg Import(string module, string function, int arity)
    {
        (int, int, int) import = (Atom(module), Atom(function), arity);
        if (!imports.Contains(import))
        {
            imports.Add(import);
        }
        return Arg.U(imports.IndexOf(import));
    }

    public byte[] Build()
    {
        var whole = new List<byte>(code) { (byte)GenericOp.IntCodeEnd };
        var form = new List<byte>("BEAM"u8.ToArray());
        byte[] text =
        [
            .. Word(-atoms.Count),
            .. atoms.SelectMany(atom => Compact(0, atom.Length).Concat(Encoding.UTF8.GetBytes(atom))),
        ];
        Chunk(form, "AtU8", text);
        Chunk(form, "Code", [.. Words(16, 0, GenericOpTable.Last, labels, exports.Count), .. whole]);
        Chunk(form, "StrT", []);
        Chunk(form, "ImpT", [.. Word(imports.Count), .. imports.SelectMany(row => Words(row.Module, row.Function, row.Arity))]);
        Chunk(form, "ExpT", [.. Word(exports.Count), .. exports.SelectMany(row => Words(row.Function, row.Arity, row.Label))]);
        return [.. "FOR1"u8.ToArray(), .. Word(form.Count), .. form];
    }

    private int Atom(string text)
    {
        if (!atoms.Contains(text))
        {
            atoms.Add(text);
        }
        return atoms.IndexOf(text) + 1;
    }

    private void Write(Arg argument)
    {
        switch (argument.Tag)
        {
            case Arg.ListTag:
                code.Add(0x17);
                code.AddRange(Compact(0, argument.Value));
                foreach (Arg item in argument.Items!)
                {
                    Write(item);
                }
                break;
            case Arg.FloatTag:
                code.Add(0x27);
                code.AddRange(Compact(0, argument.Value));
                break;
            default:
                code.AddRange(Compact(argument.Tag, argument.Text == null ? argument.Value : Atom(argument.Text)));
                break;
        }
    }

    private static byte[] Compact(int tag, long value)
    {
        if (value is >= 0 and < 16)
        {
            return [(byte)((value << 4) | (uint)tag)];
        }
        if (value is >= 0 and < 2048)
        {
            return [(byte)((value >> 8 << 5) | 8 | (uint)tag), (byte)value];
        }
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, value);
        // As few bytes as hold the number and its sign, at least two.
        int length = 2;
        while (value >> ((8 * length) - 1) is not (0 or -1))
        {
            length++;
        }
        return [(byte)(((length - 2) << 5) | 0x18 | tag), .. bytes.AsSpan(8 - length)];
    }

    private static byte[] Word(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }

    private static IEnumerable<byte> Words(params int[] values) => values.SelectMany(Word);

    private static void Chunk(List<byte> form, string id, byte[] data)
    {
        form.AddRange(Encoding.ASCII.GetBytes(id));
        form.AddRange(Word(data.Length));
        form.AddRange(data);
        form.AddRange(new byte[-data.Length & 3]);
    }
}
