// struct sock_extended_err, which the error queue of a socket brings: what went wrong with something sent, and who said so.
using System.Buffers.Binary;

namespace Lingen.IO;

internal static unsafe partial class ControlMessages
{
    private const int ExtendedErrorBytes = 16;
    private const int OriginIcmp = 2;
    private const int OriginIcmp6 = 3;

    // Index is the number of the origin.
    private static readonly Term[] Origins = Array.ConvertAll(
        new[] { "none", "local", "icmp", "icmp6", "txstatus", "zerocopy", "txtime" },
        Term.Atom
    );

    // Codes of "destination unreachable", by number.
    private static readonly Term[] IcmpUnreachable = Array.ConvertAll(
        new[] { "net_unreach", "host_unreach", "", "port_unreach", "frag_needed", "", "net_unknown", "host_unknown" },
        Term.Atom
    );

    private static readonly Term[] Icmp6Unreachable = Array.ConvertAll(
        new[] { "noroute", "adm_prohibited", "not_neighbour", "addr_unreach", "port_unreach", "policy_fail", "reject_route" },
        Term.Atom
    );

    private static Term ExtendedError(TermHeap* heap, ReadOnlySpan<byte> data)
    {
        int number = BinaryPrimitives.ReadInt32LittleEndian(data);
        (Term origin, Term type, Term code) = Cause(data[4], data[5], data[6]);
        Term* pairs = stackalloc Term[14];
        pairs[0] = Atoms.Error;
        pairs[1] = PosixError.Atom(number);
        pairs[2] = Atoms.Origin;
        pairs[3] = origin;
        pairs[4] = Atoms.Type;
        pairs[5] = type;
        pairs[6] = Atoms.Code;
        pairs[7] = code;
        pairs[8] = Atoms.Info;
        pairs[9] = Term.Small(BinaryPrimitives.ReadInt32LittleEndian(data[8..]));
        pairs[10] = Atoms.Data;
        pairs[11] = Term.Small(BinaryPrimitives.ReadInt32LittleEndian(data[12..]));
        if (data.Length == ExtendedErrorBytes)
        {
            return Maps.FromKeysValues(heap, pairs, 6);
        }
        pairs[12] = Atoms.Offender;
        fixed (byte* offender = data)
        {
            pairs[13] = SocketAddresses.ToTerm(heap, offender + ExtendedErrorBytes, (uint)(data.Length - ExtendedErrorBytes));
        }
        return Maps.FromKeysValues(heap, pairs, 7);
    }

    private static (Term Origin, Term Type, Term Code) Cause(int origin, int type, int code)
    {
        Term typeTerm = Term.Small(type);
        Term codeTerm = Term.Small(code);
        if (origin is OriginIcmp or OriginIcmp6)
        {
            (int unreachable, int exceeded, Term[] codes) =
                origin == OriginIcmp ? (3, 11, IcmpUnreachable) : (1, 3, Icmp6Unreachable);
            if (type == unreachable)
            {
                typeTerm = Atoms.DestUnreach;
                codeTerm = code < codes.Length && AtomTable.Name(codes[code]).Length > 0 ? codes[code] : codeTerm;
            }
            else if (type == exceeded)
            {
                typeTerm = Atoms.TimeExceeded;
            }
            else if (origin == OriginIcmp6 && type == 2)
            {
                typeTerm = Atoms.PktToobig;
            }
        }
        return (origin < Origins.Length ? Origins[origin] : Term.Small(origin), typeTerm, codeTerm);
    }
}
