// The walk over a term in the order of its encoding, with a stack of frames for what is open.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Lingen.Terms;

public static unsafe partial class ExternalTermWriter
{
    private enum Step
    {
        /// <summary>Consecutive terms from Next on.</summary>
        Elements,

        /// <summary>The rest of a list, in Word; the count so far is patched in when it ends.</summary>
        ListRest,

        /// <summary>Keys from Next and values from Other in turn.</summary>
        FlatMap,

        /// <summary>Children of a hash map node, last first, as maps iterate: Next points behind those left.</summary>
        HashChildren,

        /// <summary>The value of a hash map leaf, in Word.</summary>
        Single,

        /// <summary>All free variables of a fun are written: patch its size in.</summary>
        FunEnd,

        /// <summary>Consecutive terms in native memory at Other, which the frame owns.</summary>
        OwnedElements,
    }

    private struct Frame
    {
        public Step Step;
        public uint Remaining;
        public Term* Next;
        public Term* Other;
        public Term Word;
        public long Position;
    }

    private const int InitialFrames = 32;

    private ref partial struct Walker<TSink>
        where TSink : struct, IExternalSink
    {
        private readonly ref TSink sink;
        private readonly IExternalTermContext context;
        private readonly ExternalWriteOptions options;
        private WorkStack<Frame> frames;

        public Walker(ref TSink sink, IExternalTermContext context, in ExternalWriteOptions options)
        {
            this.sink = ref sink;
            this.context = context;
            this.options = options;
        }

        [SkipLocalsInit]
        public bool Run(Term term)
        {
            Frame* initial = stackalloc Frame[InitialFrames];
            frames = new WorkStack<Frame>(initial, InitialFrames);
            bool done = true;
            do
            {
                done = One(term);
            } while (done && !sink.IsFull && Next(out term));
            while (frames.Count > 0)
            {
                if (frames.Top->Step == Step.OwnedElements)
                {
                    NativeMemory.Free(frames.Top->Other);
                }
                frames.Pop();
            }
            frames.Dispose();
            return done;
        }

        /// <summary>The next term to write; false when all is written.</summary>
        private bool Next(out Term term)
        {
            while (frames.Count > 0)
            {
                Frame* frame = frames.Top;
                switch (frame->Step)
                {
                    case Step.Elements:
                        if (NextElement(frame, out term))
                        {
                            return true;
                        }
                        break;
                    case Step.ListRest:
                        NextOfList(frame, out term);
                        return true;
                    case Step.FlatMap:
                        if (NextOfMap(frame, out term))
                        {
                            return true;
                        }
                        break;
                    case Step.HashChildren:
                        if (NextLeaf(frame, out term))
                        {
                            return true;
                        }
                        break;
                    case Step.Single:
                        term = frame->Word;
                        frames.Pop();
                        return true;
                    case Step.FunEnd:
                        sink.Patch(frame->Position, (uint)(sink.Position - frame->Position));
                        frames.Pop();
                        break;
                    default:
                        if (frame->Remaining > 0)
                        {
                            frame->Remaining--;
                            term = *frame->Next++;
                            return true;
                        }
                        NativeMemory.Free(frame->Other);
                        frames.Pop();
                        break;
                }
            }
            term = Term.None;
            return false;
        }

        /// <summary>Writes the elements up to the next one that is no immediate, which it gives. False if there is none.</summary>
        private bool NextElement(Frame* frame, out Term term)
        {
            Term* next = frame->Next;
            uint remaining = frame->Remaining;
            while (remaining > 0)
            {
                term = *next++;
                remaining--;
                if (!term.IsImmediate)
                {
                    if (remaining == 0)
                    {
                        frames.Pop();
                    }
                    frame->Next = next;
                    frame->Remaining = remaining;
                    return true;
                }
                Immediate(term);
            }
            frames.Pop();
            term = Term.None;
            return false;
        }

        /// <summary>Writes the heads up to the next one that is no immediate; gives that, or the tail behind the last.</summary>
        private void NextOfList(Frame* frame, out Term term)
        {
            Term rest = frame->Word;
            uint count = frame->Remaining;
            while (rest.IsCons)
            {
                term = rest.Head;
                rest = rest.Tail;
                count++;
                if (!term.IsImmediate)
                {
                    frame->Word = rest;
                    frame->Remaining = count;
                    return;
                }
                Immediate(term);
            }
            sink.Patch(frame->Position, count);
            frames.Pop();
            term = rest;
        }

        private bool NextOfMap(Frame* frame, out Term term)
        {
            while (frame->Remaining > 0)
            {
                term = (frame->Remaining-- & 1) == 0 ? *frame->Next++ : *frame->Other++;
                if (!term.IsImmediate)
                {
                    return true;
                }
                Immediate(term);
            }
            frames.Pop();
            term = Term.None;
            return false;
        }

        /// <summary>The key of the next leaf under a node, its value put on the stack; false if the frame's node was exhausted or another was opened.</summary>
        private bool NextLeaf(Frame* frame, out Term term)
        {
            if (frame->Remaining == 0)
            {
                frames.Pop();
                term = Term.None;
                return false;
            }
            frame->Remaining--;
            Term child = *--frame->Next;
            if (!child.IsCons)
            {
                PushChildren(child);
                term = Term.None;
                return false;
            }
            Push(Step.Single)->Word = child.Tail;
            term = child.Head;
            return true;
        }

        private Frame* Push(Step step)
        {
            Frame* frame = frames.Push();
            frame->Step = step;
            return frame;
        }

        private void PushElements(Term* first, int count)
        {
            if (count > 0)
            {
                Frame* frame = Push(Step.Elements);
                frame->Next = first;
                frame->Remaining = (uint)count;
            }
        }

        private void PushChildren(Term node)
        {
            ReadOnlySpan<Term> children = HashMap.Children(node);
            Frame* frame = Push(Step.HashChildren);
            frame->Remaining = (uint)children.Length;
            frame->Next = (Term*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(children)) + children.Length;
        }

        /// <summary>Writes one term, or the head of it with what it contains put on the stack. False if it has no encoding.</summary>
        private bool One(Term term)
        {
            if (term.IsCons)
            {
                List(term);
                return true;
            }
            if (term.IsBoxed)
            {
                return Boxed(term);
            }
            Immediate(term);
            return true;
        }

        private void Immediate(Term term)
        {
            if (term.IsSmall)
            {
                Integer(term.SmallValue);
            }
            else if (term.IsAtom)
            {
                Atom(term);
            }
            else if (term.IsNil)
            {
                sink.Byte(ExternalTag.Nil);
            }
            else if (term.IsLocalPid)
            {
                Pid(term);
            }
            else
            {
                sink.Byte(ExternalTag.V4Port);
                uint creation = ThisNode();
                sink.UInt64(LocalPort.Number(term));
                sink.UInt32(creation);
            }
        }

        private bool Boxed(Term term)
        {
            switch (term.Header.Tag)
            {
                case HeaderTag.Tuple:
                    Tuple(new Tuple(term));
                    return true;
                case HeaderTag.FlatMap:
                    FlatMap(new FlatMap(term));
                    return true;
                case HeaderTag.HashMap:
                    HashMapRoot(term);
                    return true;
                case HeaderTag.Float:
                    FloatValue(new Float(term).Value);
                    return true;
                case HeaderTag.Bignum:
                    Big(new Bignum(term));
                    return true;
                case HeaderTag.HeapBinary:
                case HeaderTag.RefcBinary:
                case HeaderTag.SubBinary:
                    return Bits(term);
                case HeaderTag.Fun:
                    FunValue(new Fun(term));
                    return true;
                case HeaderTag.Export:
                    Export* export = ExportTerm.Entry(term);
                    sink.Byte(ExternalTag.Export);
                    Atom(export->Module);
                    Atom(export->Function);
                    Integer(export->Arity);
                    return true;
                case HeaderTag.Reference:
                case HeaderTag.MagicReference:
                    ReferenceValue(term, local: true);
                    return true;
                default:
                    ExternalIdentifier(term);
                    return true;
            }
        }

        private void Tuple(Tuple tuple)
        {
            int arity = tuple.Arity;
            if (arity <= byte.MaxValue)
            {
                sink.Tagged(ExternalTag.SmallTuple, (byte)arity);
            }
            else
            {
                sink.Tagged(ExternalTag.LargeTuple, (uint)arity);
            }
            PushElements(tuple.Elements, arity);
        }

        private void List(Term list)
        {
            int length = StringLength(list);
            if (length < 0)
            {
                sink.Byte(ExternalTag.List);
                Frame* frame = Push(Step.ListRest);
                frame->Word = list;
                frame->Remaining = 0;
                frame->Position = sink.Position;
                sink.UInt32(0);
                return;
            }
            sink.Byte(ExternalTag.String);
            sink.UInt16(length);
            for (; list.IsCons; list = list.Tail)
            {
                sink.Byte((byte)list.Head.SmallValue);
            }
        }

        /// <summary>Length of a proper list of bytes that is short enough for a string; else -1.</summary>
        private static int StringLength(Term list)
        {
            int length = 0;
            for (; list.IsCons; list = list.Tail)
            {
                Term head = list.Head;
                if (!head.IsSmall || (ulong)head.SmallValue > byte.MaxValue || ++length > ExternalTag.MaxStringLength)
                {
                    return -1;
                }
            }
            return list.IsNil ? length : -1;
        }

        private void FlatMap(FlatMap map)
        {
            int count = map.Count;
            sink.Tagged(ExternalTag.Map, (uint)count);
            if (count == 0)
            {
                return;
            }
            if (options.Deterministic)
            {
                var pairs = (Term*)NativeMemory.Alloc((nuint)count * 2, sizeof(ulong));
                for (int i = 0; i < count; i++)
                {
                    pairs[2 * i] = map.Keys[i];
                    pairs[(2 * i) + 1] = map.Values[i];
                }
                PushSorted(pairs, count);
                return;
            }
            Frame* frame = Push(Step.FlatMap);
            frame->Next = map.Keys;
            frame->Other = map.Values;
            frame->Remaining = (uint)count * 2;
        }

        private void HashMapRoot(Term root)
        {
            long count = HashMap.Count(root);
            sink.Tagged(ExternalTag.Map, (uint)count);
            if (!options.Deterministic)
            {
                PushChildren(root);
                return;
            }
            var pairs = (Term*)NativeMemory.Alloc((nuint)count * 2, sizeof(ulong));
            Term* next = pairs;
            CollectLeaves(root, ref next);
            PushSorted(pairs, (int)count);
        }

        /// <summary>The trie is at most as deep as its hash has digits, so recursion is bounded.</summary>
        private static void CollectLeaves(Term node, ref Term* next)
        {
            foreach (Term child in HashMap.Children(node))
            {
                if (child.IsCons)
                {
                    *next++ = child.Head;
                    *next++ = child.Tail;
                }
                else
                {
                    CollectLeaves(child, ref next);
                }
            }
        }

        private void PushSorted(Term* pairs, int count)
        {
            // The counting walk needs no order.
            if (typeof(TSink) != typeof(ExternalCounter))
            {
                new Span<(Term Key, Term Value)>(pairs, count).Sort(static (a, b) => ExternalMaps.CompareInOrder(a.Key, b.Key));
            }
            Frame* frame = Push(Step.OwnedElements);
            frame->Next = pairs;
            frame->Other = pairs;
            frame->Remaining = (uint)count * 2;
        }
    }

    private static bool Walk<TSink>(ref TSink sink, Term term, IExternalTermContext context, in ExternalWriteOptions options)
        where TSink : struct, IExternalSink
    {
        sink.Byte(ExternalTag.Version);
        if (!options.Local)
        {
            return new Walker<TSink>(ref sink, context, options).Run(term);
        }
        sink.Byte(ExternalTag.Local);
        long seal = sink.Position;
        sink.UInt32(0);
        bool done = new Walker<TSink>(ref sink, context, options).Run(term);
        if (done)
        {
            sink.Seal(seal, context.LocalSecret);
        }
        return done;
    }
}
