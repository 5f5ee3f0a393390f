// Makes terms of whole packets: parts of the data for most formats, records for HTTP and TLS.
namespace Lingen.IO;

/// <summary>Decodes one packet after <see cref="PacketLength"/> has found its end.</summary>
public ref struct PacketDecoder
{
    private readonly unsafe TermHeap* heap;
    private readonly ReadOnlySpan<byte> data;

    /// <summary>The binary that holds the data from its first byte on, or none if parts must be copied.</summary>
    private readonly Term original;
    private readonly bool asBinaries;

    /// <summary>A decoder of a packet of <paramref name="kind"/> that fills <paramref name="data"/>.</summary>
    public unsafe PacketDecoder(TermHeap* heap, PacketKind kind, ReadOnlySpan<byte> data, Term original)
    {
        this.heap = heap;
        this.data = data;
        this.original = original;
        asBinaries = kind is PacketKind.HttpBinary or PacketKind.HttpHeadersBinary;
    }

    /// <summary>Where the payload of a packet lies.</summary>
    public static (int Start, int Length) Body(PacketKind kind, ReadOnlySpan<byte> packet) =>
        kind switch
        {
            PacketKind.Length1 => (1, packet.Length - 1),
            PacketKind.Length2 => (2, packet.Length - 2),
            PacketKind.Length4 => (4, packet.Length - 4),
            PacketKind.FastCgi => (0, packet.Length - packet[6]),
            _ => (0, packet.Length),
        };

    /// <summary>
    /// The record for a packet of HTTP or TLS; none for other formats. Updates the state of HTTP. A line that is no HTTP
    /// gives {http_error, Line}.
    /// </summary>
    public Term Decode(PacketKind kind, ref bool inHeaders)
    {
        if (kind == PacketKind.SslTls)
        {
            return Tls();
        }
        if (!kind.IsHttp())
        {
            return Term.None;
        }
        Term term = HttpLine(ref inHeaders);
        return term.IsNone ? Make(Atoms.HttpError, Text(0, data.Length)) : term;
    }

    private unsafe Term Make(params ReadOnlySpan<Term> elements) => Tuple.Create(heap, elements);

    private unsafe Term Text(scoped ReadOnlySpan<byte> text) =>
        asBinaries ? Bitstring.FromBytes(heap, text) : Cons.FromBytes(heap, text);

    private unsafe Term Text(int start, int length) =>
        asBinaries && !original.IsNone && length > 0
            ? Bitstring.CreateSub(heap, original, (long)start * 8, (long)length * 8)
            : Text(data.Slice(start, length));

    private Term HttpLine(ref bool inHeaders)
    {
        int end = data.Length;
        if (end >= 2 && data[end - 2] == (byte)'\r')
        {
            end -= 2;
        }
        else if (end >= 1 && data[end - 1] == (byte)'\n')
        {
            end--;
        }
        var line = new Reader(data[..end]);
        if (inHeaders)
        {
            return Header(ref line, ref inHeaders);
        }
        Term start = data[..end].StartsWith("HTTP/"u8) ? Response(ref line) : Request(ref line);
        inHeaders = !start.IsNone;
        return start;
    }

    /// <summary>{http_response, {Major, Minor}, Status, Phrase}</summary>
    private Term Response(ref Reader line)
    {
        if (!Version(ref line, out Term version) || line.SkipSpaces() == 0)
        {
            return Term.None;
        }
        int status = line.Number(out _);
        if (line.SkipSpaces() == 0 && !line.AtEnd)
        {
            return Term.None;
        }
        return Make(Atoms.HttpResponse, version, Term.Small(status), Text(line.Place, line.Left));
    }

    private bool Version(ref Reader line, out Term version)
    {
        version = Term.None;
        line.Place += "HTTP/".Length;
        int major = line.Number(out int digits);
        if (digits == 0 || line.AtEnd || line.Current != (byte)'.')
        {
            return false;
        }
        line.Place++;
        int minor = line.Number(out digits);
        version = Make(Term.Small(major), Term.Small(minor));
        return digits > 0;
    }

    /// <summary>{http_request, Method, Uri, {Major, Minor}}</summary>
    private Term Request(ref Reader line)
    {
        while (!line.AtEnd && !HttpNames.EndsToken(line.Current))
        {
            line.Place++;
        }
        int methodLength = line.Place;
        if (line.AtEnd || methodLength == 0 || line.SkipSpaces() == 0)
        {
            return Term.None;
        }
        int uriStart = line.Place;
        while (!line.AtEnd && !line.AtSpace)
        {
            line.Place++;
        }
        int uriLength = line.Place - uriStart;
        if (uriLength == 0)
        {
            return Term.None;
        }
        line.SkipSpaces();
        Term version;
        if (line.AtEnd)
        {
            version = Make(Term.Small(0), Term.Small(9));
        }
        else if (line.Left < "HTTP/1.1".Length || !line.StartsWith("HTTP/"u8) || !Version(ref line, out version))
        {
            return Term.None;
        }
        Term method = HttpNames.TryGetMethod(data[..methodLength], out Term atom) ? atom : Text(0, methodLength);
        return Make(Atoms.HttpRequest, method, Uri(uriStart, uriLength), version);
    }

    private Term Uri(int start, int length)
    {
        ReadOnlySpan<byte> uri = data.Slice(start, length);
        if (uri.SequenceEqual("*"u8))
        {
            return Atoms.Star;
        }
        if (length <= 1 || uri[0] == (byte)'/')
        {
            return Make(Atoms.AbsPath, Text(start, length));
        }
        if (StartsWithIgnoringCase(uri, "http://"u8))
        {
            return AbsoluteUri(Atoms.Http, start + 7, length - 7);
        }
        if (StartsWithIgnoringCase(uri, "https://"u8))
        {
            return AbsoluteUri(Atoms.Https, start + 8, length - 8);
        }
        int colon = uri.IndexOf((byte)':');
        return colon < 0
            ? Text(start, length)
            : Make(Atoms.Scheme, Text(start, colon), Text(start + colon + 1, length - colon - 1));
    }

    /// <summary>{absoluteURI, Scheme, Host, Port, Path}, the port undefined if it is not given.</summary>
    private Term AbsoluteUri(Term scheme, int start, int length)
    {
        ReadOnlySpan<byte> rest = data.Slice(start, length);
        int slash = rest.IndexOf((byte)'/');
        int hostLength = slash < 0 ? length : slash;
        ReadOnlySpan<byte> host = rest[..hostLength];
        int colon = host.IndexOf((byte)':');
        int closing = host.Length > 0 && host[0] == (byte)'[' ? host.IndexOf((byte)']') : -1;
        int port = 0;
        if (colon >= 0 && closing >= 0)
        {
            // An IPv6 address in brackets has colons of its own.
            hostLength = closing + 1;
            port = host.LastIndexOf((byte)':') == hostLength ? Port(host[(hostLength + 1)..]) : 0;
        }
        else if (colon >= 0)
        {
            hostLength = colon;
            port = Port(host[(colon + 1)..]);
        }
        Term path = slash < 0 ? Text("/"u8) : Text(start + slash, length - slash);
        return Make(Atoms.AbsoluteURI, scheme, Text(start, hostLength), port == 0 ? Atoms.Undefined : Term.Small(port), path);
    }

    /// <summary>A port number; 0 if the text is not all digits.</summary>
    private static int Port(ReadOnlySpan<byte> text)
    {
        var reader = new Reader(text);
        int port = reader.Number(out _);
        return reader.AtEnd ? port : 0;
    }

    private static bool StartsWithIgnoringCase(ReadOnlySpan<byte> text, ReadOnlySpan<byte> prefix) =>
        text.Length >= prefix.Length && System.Text.Ascii.EqualsIgnoreCase(text[..prefix.Length], prefix);

    /// <summary>{http_header, Number, Name, NameAsGiven, Value}, or http_eoh for the empty line behind the last.</summary>
    private Term Header(ref Reader line, ref bool inHeaders)
    {
        if (line.AtEnd)
        {
            inHeaders = false;
            return Atoms.HttpEoh;
        }
        Span<byte> name = stackalloc byte[HttpNames.MaxFieldLength];
        bool upper = true;
        while (!HttpNames.EndsToken(line.Current))
        {
            if (line.Place < name.Length)
            {
                byte character = line.Current;
                name[line.Place] = (byte)(
                    upper ? char.ToUpperInvariant((char)character) : char.ToLowerInvariant((char)character)
                );
                upper = !upper && character == (byte)'-';
            }
            line.Place++;
            if (line.AtEnd)
            {
                return Term.None;
            }
        }
        if (line.Current != (byte)':')
        {
            return Term.None;
        }
        int length = line.Place;
        line.Place++;
        line.SkipSpaces();
        Term given = Text(0, length);
        Term value = Text(line.Place, line.Left);
        if (length > name.Length)
        {
            return Make(Atoms.HttpHeader, Term.Small(0), Text(0, length), given, value);
        }
        name = name[..length];
        return HttpNames.TryGetField(name, out int number, out Term atom)
            ? Make(Atoms.HttpHeader, Term.Small(number), atom, given, value)
            : Make(Atoms.HttpHeader, Term.Small(0), Text(name), given, value);
    }

    /// <summary>{ssl_tls, [], ContentType, {Major, Minor}, Data}</summary>
    private unsafe Term Tls()
    {
        const int HandshakeType = 22;
        const int ClientHello = 1;
        if (!PacketLength.IsSsl2Hello(data))
        {
            return Make(
                Atoms.SslTls,
                Term.Nil,
                Term.Small(data[0]),
                Make(Term.Small(data[1]), Term.Small(data[2])),
                Bitstring.FromBytes(heap, data[5..])
            );
        }
        // A hello of SSL 2 is shown as a handshake message: its type and a length of three bytes in front.
        ReadOnlySpan<byte> hello = data[3..];
        Term binary = Bitstring.CreateBinary(heap, 4 + hello.Length, out byte* target);
        target[0] = ClientHello;
        target[1] = (byte)(hello.Length >> 16);
        target[2] = (byte)(hello.Length >> 8);
        target[3] = (byte)hello.Length;
        hello.CopyTo(new Span<byte>(target + 4, hello.Length));
        return Make(Atoms.SslTls, Term.Nil, Term.Small(HandshakeType), Make(Term.Small(data[3]), Term.Small(data[4])), binary);
    }

    /// <summary>A place in a line.</summary>
    private ref struct Reader(ReadOnlySpan<byte> line)
    {
        private readonly ReadOnlySpan<byte> line = line;

        public int Place;

        public readonly int Left => line.Length - Place;
        public readonly bool AtEnd => Place >= line.Length;

        /// <summary>The byte here; a line break at the end.</summary>
        public readonly byte Current => AtEnd ? (byte)'\n' : line[Place];
        public readonly bool AtSpace => !AtEnd && line[Place] is (byte)' ' or (byte)'\t';

        public readonly bool StartsWith(ReadOnlySpan<byte> text) => line[Place..].StartsWith(text);

        public int SkipSpaces()
        {
            int start = Place;
            while (AtSpace)
            {
                Place++;
            }
            return Place - start;
        }

        /// <summary>A number, as C's int wraps it, and how many digits it had.</summary>
        public int Number(out int digits)
        {
            int start = Place;
            int number = 0;
            while (!AtEnd && char.IsAsciiDigit((char)line[Place]))
            {
                number = unchecked((number * 10) + (line[Place++] - '0'));
            }
            digits = Place - start;
            return number;
        }
    }
}
