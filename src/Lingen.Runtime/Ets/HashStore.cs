// The rows of a set, bag or duplicate_bag: linear hashing. The number of buckets follows the number of rows one bucket at
// a time, so no insertion ever pays for a rehash of the whole table. Rows of one key stand side by side in their
// bucket, the newest first.
//
//   buckets:  segment 0 (up to 1024 buckets, grows by itself)  segment 1 (1024)  segment 2 ...
//   bucket of a hash: its low bits under the mask; if that bucket is not split off yet, one bit fewer
using System.Runtime.InteropServices;

namespace Lingen.Runtime;

/// <summary>Hash table of rows.</summary>
internal sealed unsafe class HashStore : EtsStore
{
    private const int SegmentBuckets = 1024;
    private const int RowsPerBucket = 1;
    private const int ResizeSteps = 64;

    private readonly EtsType type;
    private readonly int minimumBuckets;
    private EtsRow*** segments;
    private int segmentCapacity;
    private int firstSegmentBuckets;
    private long activeBuckets;
    private long mask;

    /// <summary>Hashes of the buckets that hold rows marked as deleted.</summary>
    private readonly List<uint> deletedHashes = [];
    private long freeCursor;

    /// <summary>
    /// An empty store. It never has fewer than <paramref name="minimumBuckets"/> (16 to 1024, a power of two), so rows whose
    /// hashes differ in the bits below that never share a bucket.
    /// </summary>
    public HashStore(EtsType type, int keyIndex, int minimumBuckets)
        : base(keyIndex)
    {
        this.type = type;
        this.minimumBuckets = minimumBuckets;
        segmentCapacity = 4;
        segments = (EtsRow***)NativeMemory.AllocZeroed((nuint)segmentCapacity, (nuint)sizeof(void*));
        firstSegmentBuckets = minimumBuckets;
        segments[0] = NewSegment(minimumBuckets);
        activeBuckets = minimumBuckets;
        mask = minimumBuckets - 1;
        WordsField = minimumBuckets;
    }

    public override long SlotCount => activeBuckets;

    public override bool WantsResize =>
        CountField > activeBuckets * RowsPerBucket || (CountField * 2 < activeBuckets && activeBuckets > minimumBuckets);

    public static uint HashOf(Term key)
    {
        // By the name, not by the number in the table of atoms: what stands in no order stands in the same one in every run, whatever was
        // loaded before. Programs lean on that without knowing.
        ulong hash = TermHash.Internal(key.IsAtom ? Term.Small(AtomTable.Hash(key)) : key);
        return (uint)(hash ^ (hash >> 32));
    }

    /// <summary>First row of a bucket, marked ones included.</summary>
    public EtsRow* Bucket(long index) => *Slot(index);

    public long BucketOf(uint hash)
    {
        long index = hash & mask;
        return index < activeBuckets ? index : index & (mask >> 1);
    }

    private EtsRow** Slot(long index) =>
        index < SegmentBuckets ? segments[0] + index : segments[index / SegmentBuckets] + (index % SegmentBuckets);

    private bool KeyEquals(EtsRow* row, Term key, uint hash)
    {
        if (row->Hash != hash)
        {
            return false;
        }
        Term own = KeyOf(row);
        return own == key || (!key.IsImmediate && TermComparer.ExactEqual(own, key));
    }

    /// <summary>The link that leads to the first row of the key, or null.</summary>
    private EtsRow** FindLink(Term key, uint hash)
    {
        for (EtsRow** link = Slot(BucketOf(hash)); *link != null; link = &(*link)->Next)
        {
            if (KeyEquals(*link, key, hash))
            {
                return link;
            }
        }
        return null;
    }

    public override EtsRow* Find(Term key, uint hash)
    {
        for (EtsRow* row = Bucket(BucketOf(hash)); row != null; row = row->Next)
        {
            if (KeyEquals(row, key, hash))
            {
                return row->IsDeleted ? NextOfKey(row) : row;
            }
        }
        return null;
    }

    public override EtsRow* NextOfKey(EtsRow* row)
    {
        Term key = KeyOf(row);
        uint hash = row->Hash;
        for (EtsRow* next = row->Next; next != null && KeyEquals(next, key, hash); next = next->Next)
        {
            if (!next->IsDeleted)
            {
                return next;
            }
        }
        return null;
    }

    public override EtsRow* Insert(EtsRow* row)
    {
        Term key = KeyOf(row);
        row->Hash = HashOf(key);
        EtsRow** link = FindLink(key, row->Hash);
        if (link == null)
        {
            link = Slot(BucketOf(row->Hash));
        }
        else if (type == EtsType.Set)
        {
            EtsRow* old = *link;
            if (!old->IsDeleted)
            {
                Interlocked.Decrement(ref CountField);
            }
            Interlocked.Add(ref WordsField, -old->BlockWords);
            row->Next = old->Next;
            *link = row;
            Added(row);
            old->Next = null;
            return old;
        }
        else if (type == EtsType.Bag)
        {
            for (EtsRow* other = *link; other != null && KeyEquals(other, key, row->Hash); other = other->Next)
            {
                // A deleted object that a fixed table still holds stays deleted: objects are found in the order of insertion.
                if (!other->IsDeleted && TermComparer.ExactEqual(EtsRow.TupleOf(other), EtsRow.TupleOf(row)))
                {
                    return row;
                }
            }
        }
        row->Next = *link;
        *link = row;
        Added(row);
        return null;
    }

    private void Added(EtsRow* row)
    {
        Interlocked.Increment(ref CountField);
        Interlocked.Add(ref WordsField, row->BlockWords);
    }

    public override void Replace(EtsRow* old, EtsRow* row)
    {
        EtsRow** link = Slot(BucketOf(old->Hash));
        while (*link != old)
        {
            link = &(*link)->Next;
        }
        row->Hash = old->Hash;
        row->Next = old->Next;
        *link = row;
        Interlocked.Add(ref WordsField, row->BlockWords - old->BlockWords);
    }

    public override EtsRow* Delete(Term key, uint hash, bool isFixed, out int deleted)
    {
        deleted = 0;
        EtsRow* removed = null;
        EtsRow** link = FindLink(key, hash);
        while (link != null && *link != null && KeyEquals(*link, key, hash))
        {
            if (!(*link)->IsDeleted)
            {
                deleted++;
            }
            RemoveAt(ref link, isFixed, ref removed);
        }
        return removed;
    }

    public override EtsRow* DeleteObject(Term tuple, uint hash, bool isFixed)
    {
        EtsRow* removed = null;
        Term key = new Tuple(tuple)[KeyIndex];
        EtsRow** link = FindLink(key, hash);
        while (link != null && *link != null && KeyEquals(*link, key, hash))
        {
            if (!(*link)->IsDeleted && TermComparer.ExactEqual(EtsRow.TupleOf(*link), tuple))
            {
                RemoveAt(ref link, isFixed, ref removed);
            }
            else
            {
                link = &(*link)->Next;
            }
        }
        return removed;
    }

    /// <summary>Takes out or marks the row of one bucket that a scan stands on; the link then leads to the next.</summary>
    public void RemoveAt(ref EtsRow** link, bool isFixed, ref EtsRow* removed)
    {
        EtsRow* row = *link;
        if (row->IsDeleted)
        {
            link = &row->Next;
            return;
        }
        Interlocked.Decrement(ref CountField);
        if (isFixed)
        {
            row->IsDeleted = true;
            lock (deletedHashes)
            {
                deletedHashes.Add(row->Hash);
            }
            link = &row->Next;
            return;
        }
        *link = row->Next;
        Interlocked.Add(ref WordsField, -row->BlockWords);
        row->Next = removed;
        removed = row;
    }

    /// <summary>The link to the first row of a bucket, for scans that change it. Exclusive lock.</summary>
    public EtsRow** BucketLink(long index) => Slot(index);

    public override EtsRow* First() => FirstFrom(0);

    public override EtsRow* Last() => FirstFrom(0);

    private EtsRow* FirstFrom(long bucket)
    {
        for (; bucket < activeBuckets; bucket++)
        {
            EtsRow* row = SkipDeleted(Bucket(bucket));
            if (row != null)
            {
                return row;
            }
        }
        return null;
    }

    public override EtsRow* RawFirst() => RawFrom(0);

    private EtsRow* RawFrom(long bucket)
    {
        while (bucket < activeBuckets && Bucket(bucket) == null)
        {
            bucket++;
        }
        return bucket < activeBuckets ? Bucket(bucket) : null;
    }

    public override EtsRow* RawAfter(Term key, uint hash, out bool known)
    {
        EtsRow* row = RawFind(key, hash);
        known = row != null;
        while (row != null && KeyEquals(row, key, hash))
        {
            row = row->Next;
        }
        return row != null || !known ? row : RawFrom(BucketOf(hash) + 1);
    }

    public override EtsRow* RawFind(Term key, uint hash)
    {
        EtsRow** link = FindLink(key, hash);
        return link == null ? null : *link;
    }

    public override EtsRow* RawNextOfKey(EtsRow* row) =>
        row->Next != null && KeyEquals(row->Next, KeyOf(row), row->Hash) ? row->Next : null;

    private static EtsRow* SkipDeleted(EtsRow* row)
    {
        while (row != null && row->IsDeleted)
        {
            row = row->Next;
        }
        return row;
    }

    public override EtsRow* NextAfter(Term key, uint hash, out bool known)
    {
        EtsRow** link = FindLink(key, hash);
        known = link != null;
        if (!known)
        {
            return null;
        }
        EtsRow* row = *link;
        while (row != null && (row->IsDeleted || KeyEquals(row, key, hash)))
        {
            row = row->Next;
        }
        return row != null ? row : FirstFrom(BucketOf(hash) + 1);
    }

    public override EtsRow* PreviousBefore(Term key, uint hash, out bool known) => NextAfter(key, hash, out known);

    public override EtsRow* Sweep()
    {
        EtsRow* removed = null;
        foreach (uint hash in deletedHashes)
        {
            EtsRow** link = Slot(BucketOf(hash));
            while (*link != null)
            {
                EtsRow* row = *link;
                if (!row->IsDeleted)
                {
                    link = &row->Next;
                    continue;
                }
                *link = row->Next;
                WordsField -= row->BlockWords;
                row->Next = removed;
                removed = row;
            }
        }
        deletedHashes.Clear();
        return removed;
    }

    public override void Resize()
    {
        for (int step = 0; step < ResizeSteps && CountField > activeBuckets * RowsPerBucket; step++)
        {
            GrowOne();
        }
        for (int step = 0; step < ResizeSteps && CountField * 2 < activeBuckets && activeBuckets > minimumBuckets; step++)
        {
            ShrinkOne();
        }
    }

    /// <summary>Splits one bucket: rows whose next hash bit is set move to the new bucket. The order of rows stays.</summary>
    private void GrowOne()
    {
        long created = activeBuckets;
        if (created > mask)
        {
            mask = (mask << 1) | 1;
        }
        MakeRoomFor(created);
        activeBuckets = created + 1;
        EtsRow** low = Slot(created & (mask >> 1));
        EtsRow** high = Slot(created);
        EtsRow* row = *low;
        while (row != null)
        {
            EtsRow* next = row->Next;
            if ((row->Hash & mask) == created)
            {
                *high = row;
                high = &row->Next;
            }
            else
            {
                *low = row;
                low = &row->Next;
            }
            row = next;
        }
        *low = null;
        *high = null;
    }

    private void ShrinkOne()
    {
        long last = activeBuckets - 1;
        if (last <= mask >> 1)
        {
            mask >>= 1;
        }
        activeBuckets = last;
        EtsRow** from = Slot(last);
        EtsRow** link = Slot(last & (mask >> 1));
        while (*link != null)
        {
            link = &(*link)->Next;
        }
        *link = *from;
        *from = null;
        if (last % SegmentBuckets == 0)
        {
            NativeMemory.Free(segments[last / SegmentBuckets]);
            segments[last / SegmentBuckets] = null;
            WordsField -= SegmentBuckets;
        }
    }

    private void MakeRoomFor(long bucket)
    {
        if (bucket < SegmentBuckets)
        {
            if (bucket < firstSegmentBuckets)
            {
                return;
            }
            int size = firstSegmentBuckets * 4;
            EtsRow** grown = NewSegment(size);
            new Span<nint>(segments[0], firstSegmentBuckets).CopyTo(new Span<nint>(grown, size));
            NativeMemory.Free(segments[0]);
            segments[0] = grown;
            WordsField += size - firstSegmentBuckets;
            firstSegmentBuckets = size;
            return;
        }
        int segment = (int)(bucket / SegmentBuckets);
        if (segment >= segmentCapacity)
        {
            segments = (EtsRow***)NativeMemory.Realloc(segments, (nuint)segmentCapacity * 2 * (nuint)sizeof(void*));
            new Span<nint>(segments + segmentCapacity, segmentCapacity).Clear();
            segmentCapacity *= 2;
        }
        if (segments[segment] == null)
        {
            segments[segment] = NewSegment(SegmentBuckets);
            WordsField += SegmentBuckets;
        }
    }

    private static EtsRow** NewSegment(int buckets) => (EtsRow**)NativeMemory.AllocZeroed((nuint)buckets, (nuint)sizeof(void*));

    public override void ForEachRow(Action<nint> visit)
    {
        for (int bucket = 0; segments != null && bucket < activeBuckets; bucket++)
        {
            for (EtsRow* row = *Slot(bucket); row != null; row = row->Next)
            {
                visit((nint)row);
            }
        }
    }

    public override bool FreeSome(ref long budget)
    {
        if (segments == null)
        {
            return true;
        }
        while (freeCursor < activeBuckets)
        {
            EtsRow** link = Slot(freeCursor);
            while (*link != null)
            {
                if (budget-- <= 0)
                {
                    return false;
                }
                EtsRow* row = *link;
                *link = row->Next;
                EtsRow.Free(row);
            }
            freeCursor++;
            budget -= freeCursor & 1;
        }
        for (int i = 0; i < segmentCapacity; i++)
        {
            NativeMemory.Free(segments[i]);
        }
        NativeMemory.Free(segments);
        segments = null;
        return true;
    }
}
