// Second pass of reading: builds the term in a reservation of the measured size. Lengths need no more checks; what can
// still fail is meaning (an atom that is not UTF-8, a float that is no number, a map with a key twice).
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Lingen.Terms;

public static unsafe partial class ExternalTermReader
{
    private enum FrameKind
    {
        /// <summary>Tuple elements, or the environment of a fun: consecutive words.</summary>
        Elements,

        /// <summary>List elements: every other word; the tail lies behind the last.</summary>
        ListElements,

        /// <summary>Key and value in turn, into a key tuple and a flat map.</summary>
        FlatMap,

        /// <summary>Key and value in turn, into native memory; the map is built at the end.</summary>
        HashMap,
    }

    /// <summary>A container that is being filled.</summary>
    private struct Frame
    {
        public FrameKind Kind;

        /// <summary>Terms still to come.</summary>
        public uint Remaining;
        public Term* Next;

        /// <summary>Flat map: the next value. Hash map: where the map goes.</summary>
        public Term* Other;

        /// <summary>Hash map: the pairs, native memory of the frame. Flat map: the keys.</summary>
        public Term* Start;
    }

    private const int InitialFrames = 64;

    private ref partial struct Builder
    {
        private readonly TermHeap* heap;
        private readonly ExternalReadOptions options;
        private WorkStack<Frame> frames;
        private byte* position;

        /// <summary>Inside of a sealed local term nil stands for this node's name.</summary>
        private bool local;

        public Builder(TermHeap* heap, in ExternalReadOptions options)
        {
            this.heap = heap;
            this.options = options;
        }

        public readonly byte* Position => position;

        [SkipLocalsInit]
        public bool Run(byte* start, Term* result)
        {
            Frame* initial = stackalloc Frame[InitialFrames];
            frames = new WorkStack<Frame>(initial, InitialFrames);
            position = start;
            bool done = Loop(result);
            while (frames.Count > 0)
            {
                if (frames.Top->Kind == FrameKind.HashMap)
                {
                    NativeMemory.Free(frames.Top->Start);
                }
                frames.Pop();
            }
            frames.Dispose();
            return done;
        }

        private bool Loop(Term* slot)
        {
            while (slot != null)
            {
                if (!One(slot))
                {
                    return false;
                }
                if (frames.Count > 0 && frames.Top->Kind <= FrameKind.ListElements && !FillIntegers(frames.Top))
                {
                    frames.Pop();
                }
                if (!NextSlot(out slot))
                {
                    return false;
                }
            }
            return true;
        }

        /// <summary>Reads the small integers that come next straight into a tuple or list. False if that completed a tuple.</summary>
        private bool FillIntegers(Frame* frame)
        {
            int stride = frame->Kind == FrameKind.ListElements ? Cons.SizeWords : 1;
            Term* next = frame->Next;
            uint remaining = frame->Remaining;
            byte* from = position;
            while (remaining > 0)
            {
                if (*from == ExternalTag.SmallInteger)
                {
                    *next = Term.Small(from[1]);
                    from += 2;
                }
                else if (*from == ExternalTag.Integer)
                {
                    *next = Term.Small((int)ReadUInt32(from + 1));
                    from += 5;
                }
                else
                {
                    break;
                }
                next += stride;
                remaining--;
            }
            position = from;
            frame->Next = next;
            frame->Remaining = remaining;
            return remaining > 0 || stride != 1;
        }

        /// <summary>Closes containers that are complete and finds where the next term goes; null when all is read.</summary>
        private bool NextSlot(out Term* slot)
        {
            while (frames.Count > 0)
            {
                Frame* frame = frames.Top;
                if (frame->Remaining > 0)
                {
                    slot = TakeSlot(frame);
                    return true;
                }
                if (frame->Kind == FrameKind.ListElements)
                {
                    // The tail of the last cell lies one word in front of the head that would come next.
                    slot = frame->Next - 1;
                    frames.Pop();
                    return true;
                }
                if (!FinishMap(frame))
                {
                    slot = null;
                    return false;
                }
                frames.Pop();
            }
            slot = null;
            return true;
        }

        private Term* TakeSlot(Frame* frame)
        {
            frame->Remaining--;
            Term* slot = frame->Next;
            switch (frame->Kind)
            {
                case FrameKind.Elements:
                    frame->Next++;
                    if (frame->Remaining == 0)
                    {
                        frames.Pop();
                    }
                    return slot;
                case FrameKind.ListElements:
                    frame->Next += Cons.SizeWords;
                    return slot;
                case FrameKind.FlatMap when (frame->Remaining & 1) == 0:
                    return frame->Other++;
                default:
                    frame->Next++;
                    return slot;
            }
        }

        private readonly bool FinishMap(Frame* frame)
        {
            if (frame->Kind == FrameKind.FlatMap)
            {
                int count = (int)(frame->Next - frame->Start);
                return ExternalMaps.SortPairs(frame->Start, frame->Other - count, count);
            }
            int pairs = (int)((frame->Next - frame->Start) / 2);
            Term map = ExternalMaps.FromPairs(heap, frame->Start, pairs);
            if (map.IsNone)
            {
                return false;
            }
            *frame->Other = map;
            NativeMemory.Free(frame->Start);
            return true;
        }

        private Frame* Push(FrameKind kind, uint terms, Term* first)
        {
            Frame* frame = frames.Push();
            frame->Kind = kind;
            frame->Remaining = terms;
            frame->Next = first;
            return frame;
        }

        private bool One(Term* slot)
        {
            byte tag = *position++;
            switch (tag)
            {
                case ExternalTag.SmallInteger:
                    *slot = Term.Small(*position++);
                    return true;
                case ExternalTag.Integer:
                    *slot = Term.Small((int)ReadUInt32(position));
                    position += 4;
                    return true;
                case ExternalTag.SmallAtomUtf8:
                case ExternalTag.AtomUtf8:
                case ExternalTag.Atom:
                case ExternalTag.SmallAtom:
                case ExternalTag.AtomCacheRef:
                    position--;
                    return Atom(out *slot);
                case ExternalTag.Nil:
                    *slot = Term.Nil;
                    return true;
                case ExternalTag.SmallTuple:
                    BuildTuple(slot, *position++);
                    return true;
                case ExternalTag.LargeTuple:
                    uint arity = ReadUInt32(position);
                    position += 4;
                    BuildTuple(slot, arity);
                    return arity <= Tuple.MaxArity;
                case ExternalTag.List:
                    BuildList(slot);
                    return true;
                case ExternalTag.String:
                    int length = ReadUInt16(position);
                    *slot = Cons.FromBytes(heap, new ReadOnlySpan<byte>(position + 2, length));
                    position += 2 + length;
                    return true;
                case ExternalTag.Binary:
                    uint lengthBytes = ReadUInt32(position);
                    BuildBytes(slot, lengthBytes, 4, (long)lengthBytes * 8);
                    return true;
                case ExternalTag.BitBinary:
                    return BuildBits(slot);
                case ExternalTag.Map:
                    BuildMap(slot);
                    return true;
                default:
                    return Uncommon(tag, slot);
            }
        }

        private bool Uncommon(byte tag, Term* slot)
        {
            switch (tag)
            {
                case ExternalTag.NewFloat:
                    return NewFloat(slot);
                case ExternalTag.FloatText:
                    return FloatText(slot);
                case ExternalTag.SmallBig:
                    BuildBig(slot, *position, 1);
                    return true;
                case ExternalTag.LargeBig:
                    BuildBig(slot, ReadUInt32(position), 4);
                    return true;
                case ExternalTag.NewPid:
                case ExternalTag.Pid:
                    return Pid(slot, tag);
                case ExternalTag.V4Port:
                case ExternalTag.NewPort:
                case ExternalTag.Port:
                    return Port(slot, tag);
                case ExternalTag.NewerReference:
                case ExternalTag.NewReference:
                case ExternalTag.Reference:
                    return Reference(slot, tag);
                case ExternalTag.Export:
                    return Export(slot);
                case ExternalTag.NewFun:
                    return NewFun(slot);
                case ExternalTag.Local:
                    local = true;
                    position += 4;
                    return One(slot);
                default:
                    return false;
            }
        }

        private void BuildTuple(Term* slot, uint arity)
        {
            *slot = Tuple.Allocate(heap, (int)arity, out Term* elements);
            if (arity > 0)
            {
                Push(FrameKind.Elements, arity, elements);
            }
        }

        private void BuildList(Term* slot)
        {
            uint length = ReadUInt32(position);
            position += 4;
            if (length == 0)
            {
                // An empty list with a tail is the tail.
                Push(FrameKind.Elements, 1, slot);
                return;
            }
            ulong* cells = heap->Allocate((int)length * Cons.SizeWords);
            *slot = Term.FromCons(cells);
            ulong* last = cells + ((long)(length - 1) * Cons.SizeWords);
            for (ulong* cell = cells; cell < last; cell += Cons.SizeWords)
            {
                cell[1] = Term.FromCons(cell + Cons.SizeWords).Bits;
            }
            Push(FrameKind.ListElements, length, (Term*)cells);
        }

        private void BuildMap(Term* slot)
        {
            uint size = ReadUInt32(position);
            position += 4;
            if (size <= FlatMap.MaxKeys)
            {
                Term keyTuple = Tuple.Allocate(heap, (int)size, out Term* keys);
                *slot = FlatMap.Allocate(heap, keyTuple, (int)size, out Term* values);
                if (size > 0)
                {
                    Frame* flat = Push(FrameKind.FlatMap, size * 2, keys);
                    flat->Other = values;
                    flat->Start = keys;
                }
                return;
            }
            var pairs = (Term*)NativeMemory.Alloc((nuint)size * 2, sizeof(ulong));
            Frame* frame = Push(FrameKind.HashMap, size * 2, pairs);
            frame->Other = slot;
            frame->Start = pairs;
        }

        private void BuildBytes(Term* slot, uint lengthBytes, int skip, long sizeBits)
        {
            position += skip;
            *slot = Bitstring.Create(heap, sizeBits, out byte* data);
            Buffer.MemoryCopy(position, data, lengthBytes, lengthBytes);
            if ((sizeBits & 7) != 0)
            {
                // Unused bits of the last byte may hold anything on the wire.
                data[lengthBytes - 1] &= (byte)(0xFF00 >> (int)(sizeBits & 7));
            }
            position += lengthBytes;
        }

        private bool BuildBits(Term* slot)
        {
            uint lengthBytes = ReadUInt32(position);
            int lastBits = position[4];
            if (lengthBytes == 0 != (lastBits == 0) || lastBits > 8)
            {
                return false;
            }
            long sizeBits = lengthBytes == 0 ? 0 : (((long)lengthBytes - 1) * 8) + lastBits;
            BuildBytes(slot, lengthBytes, 5, sizeBits);
            return true;
        }
    }
}
