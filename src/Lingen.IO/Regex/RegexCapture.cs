// Which groups of a match re:run returns, and as what: the option capture.
using System.Text;

namespace Lingen.IO;

internal enum CaptureKind
{
    Index,
    List,
    Binary,

    /// <summary>Nothing: the answer is the atom match.</summary>
    None,
}

/// <summary>The groups to return. Small, and managed: most calls use the shared default.</summary>
internal sealed class RegexCapture
{
    /// <summary>A group that no match sets.</summary>
    private const int NoGroup = -1;

    /// <summary>All groups that took part in the match, as indexes.</summary>
    public static readonly RegexCapture Default = new(CaptureKind.Index, null, 0);

    private RegexCapture(CaptureKind kind, List<int[]>? groups, int skip)
    {
        Kind = kind;
        Groups = groups;
        Skip = skip;
    }

    public CaptureKind Kind { get; }

    /// <summary>For each value the groups of its name, of which the first that is set counts; null for all groups from <see cref="Skip"/> on.</summary>
    public List<int[]>? Groups { get; }
    public int Skip { get; }

    /// <summary>False if the terms are no capture specification.</summary>
    public static bool TryParse(in RegexOptions options, CompiledRegex regex, out RegexCapture capture)
    {
        capture = Default;
        if (options.CaptureType.IsNone)
        {
            return true;
        }
        CaptureKind kind;
        switch (options.CaptureType.Bits)
        {
            case AtomBits.Index:
                kind = CaptureKind.Index;
                break;
            case AtomBits.List:
                kind = CaptureKind.List;
                break;
            case AtomBits.Binary:
                kind = CaptureKind.Binary;
                break;
            default:
                return false;
        }
        Term values = options.CaptureValues;
        switch (values.Bits)
        {
            case AtomBits.All:
                capture = new RegexCapture(kind, null, 0);
                return true;
            case AtomBits.AllButFirst:
                capture = new RegexCapture(kind, null, 1);
                return true;
            case AtomBits.None:
            case Term.NilBits:
                capture = new RegexCapture(CaptureKind.None, null, 0);
                return true;
            case AtomBits.First:
                capture = new RegexCapture(
                    kind,
                    [
                        [0],
                    ],
                    0
                );
                return true;
            case AtomBits.AllNames:
                capture =
                    regex.NameCount == 0
                        ? new RegexCapture(CaptureKind.None, null, 0)
                        : new RegexCapture(kind, AllNames(regex), 0);
                return true;
        }
        if (!values.IsCons || !TryGetGroups(values, regex, out List<int[]> groups))
        {
            return false;
        }
        capture = new RegexCapture(kind, groups, 0);
        return true;
    }

    private static bool TryGetGroups(Term values, CompiledRegex regex, out List<int[]> groups)
    {
        groups = [];
        for (; values.IsCons; values = values.Tail)
        {
            Term value = values.Head;
            int number = RegexOptions.ToInt(value);
            if (number >= 0)
            {
                groups.Add([number]);
                continue;
            }
            byte[]? name =
                value.IsAtom ? AtomTable.Utf8Name(value).ToArray()
                : value.IsBitstring || value.IsList ? IoList.ToArray(value)
                : null;
            if (name == null)
            {
                return false;
            }
            int end = Array.IndexOf(name, (byte)0);
            groups.Add(GroupsOf(end < 0 ? name : name.AsSpan(0, end), regex));
        }
        return values.IsNil;
    }

    private static List<int[]> AllNames(CompiledRegex regex)
    {
        var groups = new List<int[]>();
        for (int i = 0; i < regex.NameCount; i++)
        {
            if (i == 0 || !regex.Name(i).SequenceEqual(regex.Name(i - 1)))
            {
                groups.Add(GroupsOf(regex.Name(i), regex));
            }
        }
        return groups;
    }

    private static int[] GroupsOf(ReadOnlySpan<byte> name, CompiledRegex regex)
    {
        var groups = new List<int>();
        for (int i = 0; i < regex.NameCount; i++)
        {
            if (regex.Name(i).SequenceEqual(name))
            {
                groups.Add(regex.NameGroup(i));
            }
        }
        return groups.Count == 0 ? [NoGroup] : [.. groups];
    }
}
