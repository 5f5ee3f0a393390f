// The walk of the writer: terms that contain no others, and funs, which write their identity before their environment.
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;

namespace Lingen.Terms;

public static unsafe partial class ExternalTermWriter
{
    private ref partial struct Walker<TSink>
        where TSink : struct, IExternalSink
    {
        private bool Bits(Term term)
        {
            var bits = new Bitstring(term);
            long lengthBytes = (bits.SizeBits + 7) >> 3;
            if (lengthBytes >= LimitBytes)
            {
                return false;
            }
            sink.Tagged(bits.IsBinary ? ExternalTag.Binary : ExternalTag.BitBinary, (uint)lengthBytes);
            if (!bits.IsBinary)
            {
                sink.Byte((byte)(bits.SizeBits & 7));
            }
            sink.Payload(term, bits);
            return true;
        }

        private void Integer(long value)
        {
            if ((ulong)value <= byte.MaxValue)
            {
                sink.Tagged(ExternalTag.SmallInteger, (byte)value);
            }
            else if (value is >= int.MinValue and <= int.MaxValue)
            {
                sink.Tagged(ExternalTag.Integer, (uint)value);
            }
            else
            {
                ulong magnitude = (ulong)Math.Abs(value);
                Big(MemoryMarshal.CreateReadOnlySpan(ref magnitude, 1), value < 0);
            }
        }

        private void Big(Bignum big) => Big(big.Limbs, big.IsNegative);

        private void Big(ReadOnlySpan<ulong> limbs, bool negative)
        {
            int length = (limbs.Length * sizeof(ulong)) - (BitOperations.LeadingZeroCount(limbs[^1]) >> 3);
            if (length <= byte.MaxValue)
            {
                sink.Byte(ExternalTag.SmallBig);
                sink.Byte((byte)length);
            }
            else
            {
                sink.Byte(ExternalTag.LargeBig);
                sink.UInt32((uint)length);
            }
            sink.Byte(negative ? (byte)1 : (byte)0);
            sink.Bytes(MemoryMarshal.AsBytes(limbs)[..length]);
        }

        private void FloatValue(double value)
        {
            if (options.MinorVersion > 0)
            {
                sink.Byte(ExternalTag.NewFloat);
                sink.UInt64(BitConverter.DoubleToUInt64Bits(value));
                return;
            }
            sink.Byte(ExternalTag.FloatText);
            Span<byte> text = stackalloc byte[ExternalTag.FloatTextBytes];
            text.Clear();
            FloatTexts.Scientific20(value, text);
            sink.Bytes(text);
        }

        private void Atom(Term atom)
        {
            ReadOnlySpan<byte> utf8 = AtomTable.Utf8Name(atom);
            if (options.MinorVersion < 2 && WriteLatin1(atom))
            {
                return;
            }
            if (utf8.Length <= byte.MaxValue)
            {
                sink.Tagged(ExternalTag.SmallAtomUtf8, (byte)utf8.Length);
            }
            else
            {
                sink.Byte(ExternalTag.AtomUtf8);
                sink.UInt16(utf8.Length);
            }
            sink.Bytes(utf8);
        }

        private readonly bool WriteLatin1(Term atom)
        {
            string name = AtomTable.Name(atom);
            foreach (char character in name)
            {
                if (character > byte.MaxValue)
                {
                    return false;
                }
            }
            Span<byte> latin1 = stackalloc byte[AtomTable.MaxCharacters];
            int length = Encoding.Latin1.GetBytes(name, latin1);
            sink.Byte(ExternalTag.Atom);
            sink.UInt16(length);
            sink.Bytes(latin1[..length]);
            return true;
        }

        /// <summary>Writes the name of this node, or what stands for it in a sealed term; returns the creation to write.</summary>
        private uint ThisNode()
        {
            if (options.Local)
            {
                sink.Byte(ExternalTag.Nil);
                return 0;
            }
            Atom(context.NodeName);
            return context.Creation;
        }

        private void Pid(Term pid)
        {
            sink.Byte(ExternalTag.NewPid);
            uint creation = ThisNode();
            sink.UInt32(LocalPid.Number(pid));
            sink.UInt32(LocalPid.Serial(pid));
            sink.UInt32(creation);
        }

        private void ExternalIdentifier(Term term)
        {
            ulong data = External.Data(term)[0];
            NodeEntry* node = External.Node(term);
            switch (External.Kind(term.Header))
            {
                case ExternalKind.Pid:
                    sink.Byte(ExternalTag.NewPid);
                    Atom(node->Name);
                    sink.UInt32((uint)data);
                    sink.UInt32((uint)(data >> 32));
                    sink.UInt32(node->Creation);
                    break;
                case ExternalKind.Port:
                    sink.Byte(ExternalTag.V4Port);
                    Atom(node->Name);
                    sink.UInt64(data);
                    sink.UInt32(node->Creation);
                    break;
                default:
                    ReferenceValue(term, local: false);
                    break;
            }
        }

        private void ReferenceValue(Term reference, bool local)
        {
            uint* ids = stackalloc uint[ReferenceIds.MaxCount];
            int count = ReferenceIds.Read(reference, ids);
            sink.Byte(ExternalTag.NewerReference);
            sink.UInt16(count);
            uint creation;
            if (local)
            {
                if (reference.Header.Tag == HeaderTag.MagicReference)
                {
                    context.Remember(reference);
                }
                creation = ThisNode();
            }
            else
            {
                Atom(External.Node(reference)->Name);
                creation = External.Node(reference)->Creation;
            }
            sink.UInt32(creation);
            for (int i = 0; i < count; i++)
            {
                sink.UInt32(ids[i]);
            }
        }

        private void FunValue(Fun fun)
        {
            FunEntry* entry = fun.Entry;
            int free = fun.FreeVariables;
            sink.Byte(ExternalTag.NewFun);
            Frame* frame = Push(Step.FunEnd);
            frame->Position = sink.Position;
            sink.UInt32(0);
            sink.Byte((byte)entry->Arity);
            sink.Bytes(new ReadOnlySpan<byte>(entry->Uniq, 16));
            sink.UInt32((uint)entry->Index);
            sink.UInt32((uint)free);
            Atom(entry->Module);
            Integer(entry->OldIndex);
            Integer(entry->OldUniq);
            // The creator is not told, as on BEAM: init stands for it.
            Pid(LocalPid.Create(0, 0));
            PushElements(fun.Environment, free);
        }
    }
}
