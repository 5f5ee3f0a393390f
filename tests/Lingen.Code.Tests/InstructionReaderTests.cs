// The compact term encoding, byte by byte. The encodings are those of OTP's beam_asm.
using Lingen.Terms;
using Xunit;

namespace Lingen.Code.Tests;

public sealed unsafe class InstructionReaderTests
{
    private static Operand Read(params byte[] operand)
    {
        // badmatch takes one operand.
        byte[] code = [(byte)GenericOp.Badmatch, .. operand];
        var reader = new InstructionReader(code, 0, new OperandBuffer());
        Assert.True(reader.Read());
        Assert.Equal(code.Length, reader.Offset);
        return reader[0];
    }

    [Theory]
    [InlineData(new byte[] { 0x00 }, OperandKind.Number, 0)]
    [InlineData(new byte[] { 0xF0 }, OperandKind.Number, 15)]
    [InlineData(new byte[] { 0x11 }, OperandKind.Integer, 1)]
    [InlineData(new byte[] { 0x09, 0x10 }, OperandKind.Integer, 16)]
    [InlineData(new byte[] { 0xE9, 0xFF }, OperandKind.Integer, 2047)]
    [InlineData(new byte[] { 0x19, 0x08, 0x00 }, OperandKind.Integer, 2048)]
    [InlineData(new byte[] { 0x19, 0xFF, 0xFF }, OperandKind.Integer, -1)]
    [InlineData(new byte[] { 0x39, 0x80, 0x00, 0x00 }, OperandKind.Integer, -8388608)]
    [InlineData(new byte[] { 0x02 }, OperandKind.Nil, 0)]
    [InlineData(new byte[] { 0x12 }, OperandKind.Atom, 1)]
    [InlineData(new byte[] { 0x33 }, OperandKind.X, 3)]
    [InlineData(new byte[] { 0x24 }, OperandKind.Y, 2)]
    [InlineData(new byte[] { 0x55 }, OperandKind.Label, 5)]
    [InlineData(new byte[] { 0x47, 0x30 }, OperandKind.Literal, 3)]
    [InlineData(new byte[] { 0x27, 0x10 }, OperandKind.FloatRegister, 1)]
    public void ReadsEveryKind(byte[] bytes, OperandKind kind, long value)
    {
        Operand operand = Read(bytes);
        Assert.Equal(kind, operand.Kind);
        Assert.Equal(value, operand.Value);
    }

    [Fact]
    public void TypedRegisterIsARegisterWithAType()
    {
        Operand operand = Read(0x57, 0x33, 0x70);
        Assert.Equal(OperandKind.X, operand.Kind);
        Assert.Equal(3, operand.Value);
        Assert.Equal(7, operand.TypeIndex);
    }

    [Theory]
    [InlineData("7fffffffffffffff", "9223372036854775807")]
    [InlineData("8000000000000000", "-9223372036854775808")]
    [InlineData("00ffffffffffffffff", "18446744073709551615")]
    [InlineData("ff0000000000000000", "-18446744073709551616")]
    [InlineData("0100000000000000000000000000000000", "340282366920938463463374607431768211456")]
    public void LargeIntegersBecomeBignums(string hex, string expected)
    {
        byte[] bytes = Convert.FromHexString(hex);
        byte[] length = bytes.Length <= 8 ? [(byte)(((bytes.Length - 2) << 5) | 0x19)] : [0xF9, (byte)((bytes.Length - 9) << 4)];
        byte[] code = [(byte)GenericOp.Badmatch, .. length, .. bytes];
        var reader = new InstructionReader(code, 0, new OperandBuffer());
        Assert.True(reader.Read());
        Assert.Equal(OperandKind.BigInteger, reader[0].Kind);
        TermHeap heap = default;
        Term term = reader.BigInteger(reader[0], &heap);
        var magnitude = new System.Numerics.BigInteger(
            System.Runtime.InteropServices.MemoryMarshal.AsBytes(new Bignum(term).Limbs),
            isUnsigned: true
        );
        Assert.Equal(expected, (new Bignum(term).IsNegative ? -magnitude : magnitude).ToString());
        heap.Clear();
    }

    [Fact]
    public void ListsAndHeapNeeds()
    {
        // select_val x0, label 4, [1, label 2]; test_heap {words 3, floats 1, funs 2}, live 1
        byte[] code = [59, 0x03, 0x45, 0x17, 0x20, 0x11, 0x25, 16, 0x37, 0x30, 0x00, 0x30, 0x10, 0x10, 0x20, 0x20, 0x10];
        var reader = new InstructionReader(code, 0, new OperandBuffer());
        Assert.True(reader.Read());
        ReadOnlySpan<Operand> items = reader.Items(reader[2]);
        Assert.Equal(2, items.Length);
        Assert.Equal(OperandKind.Integer, items[0].Kind);
        Assert.Equal(2, items[1].Value);
        Assert.True(reader.Read());
        Assert.Equal(3 + 2 + (2 * 3), reader.HeapWords(reader[0]));
        Assert.False(reader.Read());
    }

    [Theory]
    [InlineData(new byte[] { 72 })]
    [InlineData(new byte[] { 72, 0x19, 0x00 })]
    [InlineData(new byte[] { 72, 0xF9, 0xF9 })]
    [InlineData(new byte[] { 72, 0x17, 0xF0 })]
    [InlineData(new byte[] { 72, 0x97 })]
    [InlineData(new byte[] { 72, 0x57, 0x11, 0x00 })]
    [InlineData(new byte[] { 14, 0x00, 0x00 })]
    [InlineData(new byte[] { 250 })]
    public void DamagedCodeIsRefused(byte[] code)
    {
        Assert.Throws<BeamFormatException>(() =>
        {
            var reader = new InstructionReader(code, 0, new OperandBuffer());
            reader.Read();
        });
    }
}
