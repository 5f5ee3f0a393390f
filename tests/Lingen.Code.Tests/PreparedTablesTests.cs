// What the packer stores of a module is what the loader would work out of it.
using System.Buffers.Binary;
using System.Text;
using Lingen.Terms;
using Xunit;

namespace Lingen.Code.Tests;

public sealed unsafe class PreparedTablesTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void EqualWhatTheLoaderWorksOut(bool withLiterals)
    {
        foreach (string name in OtpFiles.Find(60_000, "kernel", "stdlib"))
        {
            byte[] beam = File.ReadAllBytes(name);
            using BeamFile plain = BeamReader.Read(beam);
            FunctionSpan[] functions = FunctionSplitter.Split(plain, out int onLoad);
            fixed (byte* data = WithChunk(beam, PreparedTables.Create(beam, withLiterals)))
            {
                int length = beam.Length + 8 + PreparedTables.Create(beam, withLiterals).Length;
                BeamFile prepared = BeamReader.ReadInPlace(new NativeBytes(data, length), trusted: true);
                Assert.Equal(functions, FunctionSplitter.Split(prepared, out int preparedOnLoad));
                Assert.Equal(onLoad, preparedOnLoad);
                Assert.Equal(plain.Md5, prepared.Md5);
                Assert.Equal(plain.Literals.Count, prepared.Literals.Count);
                for (int i = 0; i < plain.Literals.Count; i++)
                {
                    Assert.True(plain.Literals[i].Span.SequenceEqual(prepared.Literals[i].Span));
                }
            }
        }
    }

    private static byte[] WithChunk(byte[] beam, byte[] body)
    {
        var all = new byte[beam.Length + 8 + body.Length];
        beam.CopyTo(all, 0);
        BinaryPrimitives.WriteUInt32BigEndian(all.AsSpan(4), (uint)all.Length - 8);
        Encoding.Latin1.GetBytes(PreparedTables.ChunkName).CopyTo(all, beam.Length);
        BinaryPrimitives.WriteInt32BigEndian(all.AsSpan(beam.Length + 4), body.Length);
        body.CopyTo(all, beam.Length + 8);
        return all;
    }
}
