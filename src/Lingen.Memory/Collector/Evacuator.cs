// The copying step of a collection. An object that is reached for the first time is copied to one of two spaces and
// its old place becomes a forwarding mark; the spaces are then scanned from where the copying began until the scan
// has caught up. Nothing recurses: the copied objects are the queue.
//
//   forwarded boxed object: its header word holds the new term (a boxed pointer, which no header looks like)
//   forwarded cons cell:    its head is the None word, its tail the new term
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Lingen.Terms;

namespace Lingen.Memory;

/// <summary>State of one evacuation: where copies go, and which addresses stay or are promoted.</summary>
internal unsafe struct Evacuator
{
    /// <summary>Next free words of the new young space and of the old generation.</summary>
    public ulong* YoungTop;
    public ulong* OldTop;

    /// <summary>The old generation as it was: its terms stay. Zero bytes in a full sweep.</summary>
    public ulong OldStart;
    public ulong OldBytes;

    /// <summary>Young terms that survived once: they are promoted. Zero bytes in a full sweep.</summary>
    public ulong MatureStart;
    public ulong MatureBytes;

    /// <summary>Literals to move out of the literal region (zero bytes: none), and the distance to the copy that may be marked.</summary>
    public ulong PurgeStart;
    public ulong PurgeBytes;
    public long PurgeDelta;

    /// <summary>Replaces the terms in a range of roots by their new places; other words stay.</summary>
    public void EvacuateRange(ulong* start, ulong* end)
    {
        for (ulong* slot = start; slot < end; slot++)
        {
            switch (*slot & Term.PrimaryMask)
            {
                case Term.PrimaryCons:
                    *slot = MoveCons(*slot);
                    break;
                case Term.PrimaryBoxed:
                    *slot = MoveBoxed(*slot);
                    break;
            }
        }
    }

    /// <summary>Scans both spaces from the given places until everything reachable has been copied.</summary>
    public void Drain(ulong* youngScan, ulong* oldScan)
    {
        while (youngScan != YoungTop || oldScan != OldTop)
        {
            youngScan = Scan(youngScan, ref YoungTop);
            oldScan = Scan(oldScan, ref OldTop);
        }
    }

    private ulong* Scan(ulong* scan, ref ulong* top)
    {
        while (scan < top)
        {
            ulong word = *scan;
            switch (word & Term.PrimaryMask)
            {
                case Term.PrimaryCons:
                    *scan++ = MoveCons(word);
                    break;
                case Term.PrimaryBoxed:
                    *scan++ = MoveBoxed(word);
                    break;
                case Term.PrimaryImmediate:
                    scan++;
                    break;
                default:
                    scan = ScanHeader(scan, new HeaderWord(word));
                    break;
            }
        }
        return scan;
    }

    /// <summary>Steps over a header and the raw words behind it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong* ScanHeader(ulong* scan, HeaderWord header)
    {
        switch (header.Tag)
        {
            case HeaderTag.Tuple:
            case HeaderTag.FlatMap:
            case HeaderTag.HashMap:
            case HeaderTag.HashNode:
                return scan + 1;
            case HeaderTag.Fun:
                return scan + 2;
            case HeaderTag.SubBinary:
                return scan + 3;
            case HeaderTag.MatchContext:
                // The base pointer leads into the original, which may just have moved.
                scan[4] = MoveBoxed(scan[4]);
                scan[3] = (ulong)new Bitstring(new Term(scan[4])).Data;
                return scan + 5;
            default:
                return scan + 1 + header.SizeWords;
        }
    }

    private ulong MoveCons(ulong word)
    {
        ulong* cell = (ulong*)(word - Term.PrimaryCons);
        if (LiteralRegion.Contains(cell))
        {
            if ((ulong)cell - PurgeStart >= PurgeBytes)
            {
                return word;
            }
            cell = (ulong*)((byte*)cell + PurgeDelta);
        }
        else if ((ulong)cell - OldStart < OldBytes)
        {
            return word;
        }
        if (cell[0] == 0)
        {
            return cell[1];
        }
        ulong* target;
        if ((ulong)cell - MatureStart < MatureBytes)
        {
            target = OldTop;
            OldTop = target + 2;
        }
        else
        {
            target = YoungTop;
            YoungTop = target + 2;
        }
        target[0] = cell[0];
        target[1] = cell[1];
        cell[0] = 0;
        return cell[1] = (ulong)target | Term.PrimaryCons;
    }

    private ulong MoveBoxed(ulong word)
    {
        ulong* from = (ulong*)(word - Term.PrimaryBoxed);
        if (LiteralRegion.Contains(from))
        {
            if ((ulong)from - PurgeStart >= PurgeBytes)
            {
                return word;
            }
            from = (ulong*)((byte*)from + PurgeDelta);
        }
        else if ((ulong)from - OldStart < OldBytes)
        {
            return word;
        }
        ulong header = *from;
        if ((header & Term.PrimaryMask) != Term.PrimaryHeader)
        {
            return header;
        }
        int words = new HeaderWord(header).SizeWords + 1;
        ulong* target;
        if ((ulong)from - MatureStart < MatureBytes)
        {
            target = OldTop;
            OldTop = target + words;
        }
        else
        {
            target = YoungTop;
            YoungTop = target + words;
        }
        if (words <= 12)
        {
            for (int i = 0; i < words; i++)
            {
                target[i] = from[i];
            }
        }
        else
        {
            Buffer.MemoryCopy(from, target, (long)words * sizeof(ulong), (long)words * sizeof(ulong));
        }
        return *from = (ulong)target | Term.PrimaryBoxed;
    }
}
