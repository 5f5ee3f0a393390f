// Second pass of reading: atoms, numbers, identifiers and funs.
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Lingen.Terms;

public static unsafe partial class ExternalTermReader
{
    private ref partial struct Builder
    {
        /// <summary>An atom in any of its encodings, tag included.</summary>
        private bool Atom(out Term atom)
        {
            int length;
            switch (*position++)
            {
                case ExternalTag.SmallAtomUtf8:
                    length = *position++;
                    break;
                case ExternalTag.AtomUtf8:
                    length = ReadUInt16(position);
                    position += 2;
                    break;
                case ExternalTag.SmallAtom:
                    length = *position++;
                    return Latin1Atom(length, out atom);
                case ExternalTag.Atom:
                    length = ReadUInt16(position);
                    position += 2;
                    return Latin1Atom(length, out atom);
                case ExternalTag.AtomCacheRef:
                    atom = options.AtomCache[*position++];
                    return true;
                default:
                    atom = Term.None;
                    return false;
            }
            ReadOnlySpan<byte> utf8 = new(position, length);
            position += length;
            return ExternalAtoms.TryGet(utf8, options.Safe, out atom);
        }

        private bool Latin1Atom(int length, out Term atom)
        {
            Span<char> characters = stackalloc char[AtomTable.MaxCharacters];
            Encoding.Latin1.GetChars(new ReadOnlySpan<byte>(position, length), characters);
            position += length;
            return ExternalAtoms.TryGet(characters[..length], options.Safe, out atom);
        }

        /// <summary>The name of a node; none for this node inside of a sealed local term.</summary>
        private bool NodeName(out Term name)
        {
            if (local && *position == ExternalTag.Nil)
            {
                position++;
                name = Term.None;
                return true;
            }
            return Atom(out name);
        }

        private readonly bool IsThisNode(Term name, uint creation) =>
            name.IsNone || (name == options.Context.NodeName && creation == options.Context.Creation);

        private readonly bool NewFloatValue(double value, Term* slot)
        {
            if (!double.IsFinite(value))
            {
                return false;
            }
            *slot = Float.Create(heap, value);
            return true;
        }

        private bool NewFloat(Term* slot)
        {
            double value = BitConverter.UInt64BitsToDouble(ReadUInt64(position));
            position += 8;
            return NewFloatValue(value, slot);
        }

        /// <summary>A float as text: digits on both sides of a point, an exponent or none, zeros behind.</summary>
        private bool FloatText(Term* slot)
        {
            ReadOnlySpan<byte> text = new(position, ExternalTag.FloatTextBytes);
            position += ExternalTag.FloatTextBytes;
            int end = text.IndexOf((byte)0);
            text = end < 0 ? text : text[..end];
            return IsFloatText(text)
                && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
                && NewFloatValue(value, slot);
        }

        private static bool IsFloatText(ReadOnlySpan<byte> text)
        {
            int i = text.Length > 0 && text[0] is (byte)'+' or (byte)'-' ? 1 : 0;
            if (!SkipDigits(text, ref i) || i >= text.Length || text[i++] != (byte)'.' || !SkipDigits(text, ref i))
            {
                return false;
            }
            if (i < text.Length && text[i] is (byte)'e' or (byte)'E')
            {
                i++;
                i += i < text.Length && text[i] is (byte)'+' or (byte)'-' ? 1 : 0;
                if (!SkipDigits(text, ref i))
                {
                    return false;
                }
            }
            return i == text.Length;
        }

        private static bool SkipDigits(ReadOnlySpan<byte> text, ref int index)
        {
            int start = index;
            while (index < text.Length && text[index] is >= (byte)'0' and <= (byte)'9')
            {
                index++;
            }
            return index > start;
        }

        private void BuildBig(Term* slot, uint length, int lengthBytes)
        {
            position += lengthBytes;
            bool negative = *position++ != 0;
            byte* digits = position;
            position += length;
            while (length > 0 && digits[length - 1] == 0)
            {
                length--;
            }
            if (length <= sizeof(ulong))
            {
                ulong magnitude = 0;
                for (uint i = 0; i < length; i++)
                {
                    magnitude |= (ulong)digits[i] << (int)(8 * i);
                }
                if (magnitude <= (ulong)Term.MaxSmall + (negative ? 1UL : 0UL))
                {
                    *slot = Term.Small(negative ? -(long)magnitude : (long)magnitude);
                    return;
                }
            }
            int limbs = (int)((length + 7) >> 3);
            ulong* header = heap->Allocate(limbs + 1);
            header[limbs] = 0;
            Buffer.MemoryCopy(digits, header + 1, length, length);
            *header = HeaderWord.Make(HeaderTag.Bignum, limbs, negative ? 1UL : 0UL);
            *slot = Term.FromBoxed(header);
        }

        private uint Creation(bool wide)
        {
            uint creation = wide ? ReadUInt32(position) : *position;
            position += wide ? 4 : 1;
            return creation;
        }

        /// <summary>Creations of one byte have two bits.</summary>
        private static bool IsCreation(uint creation, bool wide) => wide || creation <= 3;

        private bool Pid(Term* slot, byte tag)
        {
            if (!NodeName(out Term name))
            {
                return false;
            }
            uint number = ReadUInt32(position);
            uint serial = ReadUInt32(position + 4);
            position += 8;
            bool wide = tag == ExternalTag.NewPid;
            uint creation = Creation(wide);
            if (!IsCreation(creation, wide))
            {
                return false;
            }
            if (!IsThisNode(name, creation))
            {
                *slot = External.Create(
                    heap,
                    ExternalKind.Pid,
                    NodeTable.GetOrCreate(name, creation),
                    0,
                    [number | ((ulong)serial << 32)]
                );
                return true;
            }
            *slot = LocalPid.Create(number, serial);
            return number < 1u << LocalPid.NumberBits;
        }

        private bool Port(Term* slot, byte tag)
        {
            if (!NodeName(out Term name))
            {
                return false;
            }
            ulong number = tag == ExternalTag.V4Port ? ReadUInt64(position) : ReadUInt32(position);
            position += tag == ExternalTag.V4Port ? 8 : 4;
            bool wide = tag != ExternalTag.Port;
            uint creation = Creation(wide);
            if (!IsCreation(creation, wide))
            {
                return false;
            }
            if (!IsThisNode(name, creation))
            {
                *slot = External.Create(heap, ExternalKind.Port, NodeTable.GetOrCreate(name, creation), 0, [number]);
                return true;
            }
            *slot = LocalPort.Create(number);
            return number < 1UL << (64 - Term.ImmediateShift);
        }

        private bool Reference(Term* slot, byte tag)
        {
            int count = 1;
            if (tag != ExternalTag.Reference)
            {
                count = ReadUInt16(position);
                position += 2;
            }
            if (!NodeName(out Term name))
            {
                return false;
            }
            bool wide = tag == ExternalTag.NewerReference;
            uint creation = 0;
            if (tag != ExternalTag.Reference)
            {
                creation = Creation(wide);
            }
            uint* ids = stackalloc uint[ExternalTag.MaxReferenceWords + 1];
            new Span<uint>(ids, ExternalTag.MaxReferenceWords + 1).Clear();
            for (int i = 0; i < Math.Max(count, 1); i++)
            {
                ids[i] = ReadUInt32(position);
                position += 4;
            }
            if (tag == ExternalTag.Reference)
            {
                creation = Creation(false);
            }
            bool thisNode = IsThisNode(name, creation);
            if (!IsCreation(creation, wide) || (ids[0] >= ExternalTag.ReferenceLimit && (thisNode || !wide)))
            {
                return false;
            }
            *slot = thisNode
                ? LocalReference(heap, options.Context, ids, Math.Max(count, 3))
                : External.Create(
                    heap,
                    ExternalKind.Reference,
                    NodeTable.GetOrCreate(name, creation),
                    count,
                    new ReadOnlySpan<ulong>(ids, Math.Max((count + 1) / 2, 1))
                );
            return !slot->IsNone;
        }

        private bool Export(Term* slot)
        {
            if (!Atom(out Term module) || !Atom(out Term function) || !Small(out long arity) || arity is < 0 or > int.MaxValue)
            {
                return false;
            }
            if (options.Safe && !options.Context.IsExported(module, function, (int)arity))
            {
                return false;
            }
            *slot = ExportTerm.Create(heap, options.Context.GetOrCreateExport(module, function, (int)arity));
            return true;
        }

        /// <summary>The old index, the old uniq and the creator are terms of their own in the format, though of one kind each.</summary>
        private bool NewFun(Term* slot)
        {
            int arity = position[4];
            ReadOnlySpan<byte> uniq = new(position + 5, 16);
            int index = (int)ReadUInt32(position + 21);
            int freeVariables = (int)ReadUInt32(position + 25);
            position += 29;
            if (!Atom(out Term module) || !Small(out long oldIndex) || !Small(out long oldUniq))
            {
                return false;
            }
            byte tag = *position++;
            Term creator;
            if (tag is not (ExternalTag.NewPid or ExternalTag.Pid) || !Pid(&creator, tag))
            {
                return false;
            }
            FunEntry* entry = options.Context.GetOrCreateFun(
                new FunIdentity
                {
                    Module = module,
                    Index = index,
                    Uniq = uniq,
                    OldIndex = (uint)oldIndex,
                    OldUniq = (uint)oldUniq,
                    Arity = arity,
                    FreeVariables = freeVariables,
                }
            );
            *slot = Fun.AllocateWithHolder(heap, entry, creator, freeVariables, out Term* environment);
            if (freeVariables > 0)
            {
                Push(FrameKind.Elements, (uint)freeVariables, environment);
            }
            return true;
        }

        /// <summary>A term that must be a small integer.</summary>
        private bool Small(out long value)
        {
            value = 0;
            Term term;
            byte tag = *position++;
            switch (tag)
            {
                case ExternalTag.SmallInteger:
                    value = *position++;
                    return true;
                case ExternalTag.Integer:
                    value = (int)ReadUInt32(position);
                    position += 4;
                    return true;
                case ExternalTag.SmallBig:
                    BuildBig(&term, *position, 1);
                    break;
                case ExternalTag.LargeBig:
                    BuildBig(&term, ReadUInt32(position), 4);
                    break;
                default:
                    return false;
            }
            value = term.IsSmall ? term.SmallValue : 0;
            return term.IsSmall;
        }
    }
}
