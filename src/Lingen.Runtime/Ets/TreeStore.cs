// The rows of an ordered_set: an AVL tree in term order, where 1 and 1.0 are the same key. Its height stays below 1.44 log2 n, so
// the recursion of changes is bounded by about 60 frames. Rows are the nodes.
namespace Lingen.Runtime;

/// <summary>Balanced tree of rows.</summary>
internal sealed unsafe class TreeStore(int keyIndex) : EtsStore(keyIndex)
{
    private EtsRow* root;

    /// <summary>What the change under way has taken out of the tree.</summary>
    private EtsRow* removed;

    public override long SlotCount => CountField;

    private static int Height(EtsRow* row) => row == null ? 0 : (int)row->Hash;

    public override EtsRow* Find(Term key, uint hash)
    {
        EtsRow* row = root;
        while (row != null)
        {
            int order = TermComparer.Compare(key, KeyOf(row));
            if (order == 0)
            {
                return row;
            }
            row = order < 0 ? row->Next : row->Right;
        }
        return null;
    }

    public override EtsRow* NextOfKey(EtsRow* row) => null;

    public override EtsRow* Insert(EtsRow* row)
    {
        removed = null;
        root = InsertAt(root, row, KeyOf(row));
        WordsField += row->BlockWords;
        if (removed == null)
        {
            CountField++;
            return null;
        }
        WordsField -= removed->BlockWords;
        removed->Next = null;
        return removed;
    }

    private EtsRow* InsertAt(EtsRow* node, EtsRow* row, Term key)
    {
        if (node == null)
        {
            row->Next = row->Right = null;
            row->Hash = 1;
            return row;
        }
        int order = TermComparer.Compare(key, KeyOf(node));
        if (order == 0)
        {
            removed = node;
            TakePlace(row, node);
            return row;
        }
        if (order < 0)
        {
            node->Next = InsertAt(node->Next, row, key);
        }
        else
        {
            node->Right = InsertAt(node->Right, row, key);
        }
        return Balance(node);
    }

    private static void TakePlace(EtsRow* row, EtsRow* old)
    {
        row->Next = old->Next;
        row->Right = old->Right;
        row->Hash = old->Hash;
    }

    public override void Replace(EtsRow* old, EtsRow* row)
    {
        Term key = KeyOf(old);
        TakePlace(row, old);
        WordsField += row->BlockWords - old->BlockWords;
        if (root == old)
        {
            root = row;
            return;
        }
        EtsRow* node = root;
        while (true)
        {
            bool left = TermComparer.Compare(key, KeyOf(node)) < 0;
            EtsRow* child = left ? node->Next : node->Right;
            if (child == old)
            {
                if (left)
                {
                    node->Next = row;
                }
                else
                {
                    node->Right = row;
                }
                return;
            }
            node = child;
        }
    }

    public override EtsRow* Delete(Term key, uint hash, bool isFixed, out int deleted)
    {
        removed = null;
        root = DeleteAt(root, key);
        deleted = removed == null ? 0 : 1;
        return FinishDelete();
    }

    public override EtsRow* DeleteObject(Term tuple, uint hash, bool isFixed)
    {
        Term key = new Tuple(tuple)[KeyIndex];
        EtsRow* row = Find(key, 0);
        if (row == null || !TermComparer.ExactEqual(EtsRow.TupleOf(row), tuple))
        {
            return null;
        }
        return Delete(key, 0, isFixed, out _);
    }

    private EtsRow* FinishDelete()
    {
        if (removed != null)
        {
            CountField--;
            WordsField -= removed->BlockWords;
            removed->Next = removed->Right = null;
        }
        return removed;
    }

    private EtsRow* DeleteAt(EtsRow* node, Term key)
    {
        if (node == null)
        {
            return null;
        }
        int order = TermComparer.Compare(key, KeyOf(node));
        if (order < 0)
        {
            node->Next = DeleteAt(node->Next, key);
        }
        else if (order > 0)
        {
            node->Right = DeleteAt(node->Right, key);
        }
        else
        {
            removed = node;
            if (node->Next == null)
            {
                return node->Right;
            }
            if (node->Right == null)
            {
                return node->Next;
            }
            EtsRow* right = DetachFirst(node->Right, out EtsRow* successor);
            successor->Right = right;
            successor->Next = node->Next;
            return Balance(successor);
        }
        return Balance(node);
    }

    private static EtsRow* DetachFirst(EtsRow* node, out EtsRow* first)
    {
        if (node->Next == null)
        {
            first = node;
            return node->Right;
        }
        node->Next = DetachFirst(node->Next, out first);
        return Balance(node);
    }

    private static EtsRow* Balance(EtsRow* node)
    {
        int difference = Height(node->Next) - Height(node->Right);
        if (difference > 1)
        {
            if (Height(node->Next->Next) < Height(node->Next->Right))
            {
                node->Next = RotateLeft(node->Next);
            }
            return RotateRight(node);
        }
        if (difference < -1)
        {
            if (Height(node->Right->Right) < Height(node->Right->Next))
            {
                node->Right = RotateRight(node->Right);
            }
            return RotateLeft(node);
        }
        SetHeight(node);
        return node;
    }

    private static EtsRow* RotateRight(EtsRow* node)
    {
        EtsRow* top = node->Next;
        node->Next = top->Right;
        top->Right = node;
        SetHeight(node);
        SetHeight(top);
        return top;
    }

    private static EtsRow* RotateLeft(EtsRow* node)
    {
        EtsRow* top = node->Right;
        node->Right = top->Next;
        top->Next = node;
        SetHeight(node);
        SetHeight(top);
        return top;
    }

    private static void SetHeight(EtsRow* node) => node->Hash = (uint)(1 + Math.Max(Height(node->Next), Height(node->Right)));

    public override EtsRow* First()
    {
        EtsRow* row = root;
        while (row != null && row->Next != null)
        {
            row = row->Next;
        }
        return row;
    }

    public override EtsRow* Last()
    {
        EtsRow* row = root;
        while (row != null && row->Right != null)
        {
            row = row->Right;
        }
        return row;
    }

    public override EtsRow* NextAfter(Term key, uint hash, out bool known)
    {
        known = true;
        EtsRow* best = null;
        EtsRow* row = root;
        while (row != null)
        {
            if (TermComparer.Compare(key, KeyOf(row)) < 0)
            {
                best = row;
                row = row->Next;
            }
            else
            {
                row = row->Right;
            }
        }
        return best;
    }

    public override EtsRow* PreviousBefore(Term key, uint hash, out bool known)
    {
        known = true;
        EtsRow* best = null;
        EtsRow* row = root;
        while (row != null)
        {
            if (TermComparer.Compare(key, KeyOf(row)) > 0)
            {
                best = row;
                row = row->Right;
            }
            else
            {
                row = row->Next;
            }
        }
        return best;
    }

    /// <summary>First row (last, if reversed) within a range given by a partly bound key; see <see cref="EtsKeyRange"/>.</summary>
    public EtsRow* EdgeOfRange(in EtsKeyRange range, bool reverse)
    {
        EtsRow* best = null;
        EtsRow* row = root;
        while (row != null)
        {
            int order = range.Compare(KeyOf(row));
            if (order == 0)
            {
                best = row;
                row = reverse ? row->Right : row->Next;
            }
            else
            {
                row = order < 0 ? row->Next : row->Right;
            }
        }
        return best;
    }

    /// <summary>The n-th row in order, from 0.</summary>
    public EtsRow* At(long index)
    {
        EtsRow* row = First();
        while (row != null && index-- > 0)
        {
            row = NextAfter(KeyOf(row), 0, out _);
        }
        return row;
    }

    public override EtsRow* Sweep() => null;

    /// <summary>Unrolls the tree to a list as it goes: a left child is rotated up until there is none.</summary>
    public override void ForEachRow(Action<nint> visit)
    {
        var rows = new Stack<nint>();
        rows.Push((nint)root);
        while (rows.TryPop(out nint next))
        {
            if (next != 0)
            {
                visit(next);
                rows.Push((nint)((EtsRow*)next)->Next);
                rows.Push((nint)((EtsRow*)next)->Right);
            }
        }
    }

    public override bool FreeSome(ref long budget)
    {
        while (root != null)
        {
            if (budget-- <= 0)
            {
                return false;
            }
            EtsRow* left = root->Next;
            if (left != null)
            {
                root->Next = left->Right;
                left->Right = root;
                root = left;
                continue;
            }
            EtsRow* next = root->Right;
            EtsRow.Free(root);
            root = next;
        }
        return true;
    }
}
