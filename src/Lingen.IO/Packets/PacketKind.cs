// The packet formats of ports, sockets and erlang:decode_packet/3.
namespace Lingen.IO;

/// <summary>How bytes of a stream are cut into packets.</summary>
public enum PacketKind
{
    Raw,
    Length1,
    Length2,
    Length4,
    Asn1,
    SunRm,
    Cdr,
    FastCgi,
    Line,
    Tpkt,
    Http,
    HttpHeaders,
    HttpBinary,
    HttpHeadersBinary,
    SslTls,
}

/// <summary>Names of packet formats.</summary>
public static class PacketKinds
{
    /// <summary>The format of a name or number in an option list. False if it is none.</summary>
    public static bool TryFrom(Term term, out PacketKind kind)
    {
        kind = PacketKind.Raw;
        if (term.IsSmall)
        {
            switch (term.SmallValue)
            {
                case 0:
                    return true;
                case 1:
                    kind = PacketKind.Length1;
                    return true;
                case 2:
                    kind = PacketKind.Length2;
                    return true;
                case 4:
                    kind = PacketKind.Length4;
                    return true;
                default:
                    return false;
            }
        }
        PacketKind? named = term.Bits switch
        {
            AtomBits.Raw => PacketKind.Raw,
            AtomBits.Asn1 => PacketKind.Asn1,
            AtomBits.Sunrm => PacketKind.SunRm,
            AtomBits.Cdr => PacketKind.Cdr,
            AtomBits.Fcgi => PacketKind.FastCgi,
            AtomBits.Line => PacketKind.Line,
            AtomBits.Tpkt => PacketKind.Tpkt,
            AtomBits.Http => PacketKind.Http,
            AtomBits.Httph => PacketKind.HttpHeaders,
            AtomBits.HttpBin => PacketKind.HttpBinary,
            AtomBits.HttphBin => PacketKind.HttpHeadersBinary,
            AtomBits.SslTls => PacketKind.SslTls,
            _ => null,
        };
        kind = named ?? PacketKind.Raw;
        return named != null;
    }

    public static bool IsHttp(this PacketKind kind) => kind is >= PacketKind.Http and <= PacketKind.HttpHeadersBinary;
}
