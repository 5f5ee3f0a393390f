// The header fields and methods of HTTP that packets name by atom, in the order of their numbers in {http_header, Number, ...}.
using System.Collections.Frozen;

namespace Lingen.IO;

/// <summary>Well-known names of HTTP.</summary>
internal static class HttpNames
{
    /// <summary>Longer field names keep their case and are never looked up.</summary>
    public const int MaxFieldLength = 50;

    private static readonly string[] FieldNames =
    [
        "Cache-Control",
        "Connection",
        "Date",
        "Pragma",
        "Transfer-Encoding",
        "Upgrade",
        "Via",
        "Accept",
        "Accept-Charset",
        "Accept-Encoding",
        "Accept-Language",
        "Authorization",
        "From",
        "Host",
        "If-Modified-Since",
        "If-Match",
        "If-None-Match",
        "If-Range",
        "If-Unmodified-Since",
        "Max-Forwards",
        "Proxy-Authorization",
        "Range",
        "Referer",
        "User-Agent",
        "Age",
        "Location",
        "Proxy-Authenticate",
        "Public",
        "Retry-After",
        "Server",
        "Vary",
        "Warning",
        "Www-Authenticate",
        "Allow",
        "Content-Base",
        "Content-Encoding",
        "Content-Language",
        "Content-Length",
        "Content-Location",
        "Content-Md5",
        "Content-Range",
        "Content-Type",
        "Etag",
        "Expires",
        "Last-Modified",
        "Accept-Ranges",
        "Set-Cookie",
        "Set-Cookie2",
        "X-Forwarded-For",
        "Cookie",
        "Keep-Alive",
        "Proxy-Connection",
    ];

    private static readonly string[] MethodNames = ["OPTIONS", "GET", "HEAD", "POST", "PUT", "DELETE", "TRACE"];

    private static readonly FrozenDictionary<string, (int Number, Term Atom)> Fields = FieldNames
        .Select((name, index) => (name, index))
        .ToFrozenDictionary(field => field.name, field => (field.index + 1, Term.Atom(field.name)), StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, Term> Methods = MethodNames.ToFrozenDictionary(
        name => name,
        Term.Atom,
        StringComparer.Ordinal
    );

    /// <summary>Number and atom of a field whose name has its usual case. False if it is none of those known.</summary>
    public static bool TryGetField(ReadOnlySpan<byte> name, out int number, out Term atom)
    {
        Span<char> text = stackalloc char[MaxFieldLength];
        Widen(name, text);
        bool found = Fields
            .GetAlternateLookup<ReadOnlySpan<char>>()
            .TryGetValue(text[..name.Length], out (int Number, Term Atom) field);
        (number, atom) = field;
        return found;
    }

    public static bool TryGetMethod(ReadOnlySpan<byte> name, out Term atom)
    {
        Span<char> text = stackalloc char[MaxFieldLength];
        if (name.Length > MaxFieldLength)
        {
            atom = Term.None;
            return false;
        }
        Widen(name, text);
        return Methods.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text[..name.Length], out atom);
    }

    private static void Widen(ReadOnlySpan<byte> name, Span<char> text)
    {
        for (int i = 0; i < name.Length; i++)
        {
            text[i] = (char)name[i];
        }
    }

    /// <summary>Characters that end a token, RFC 2616 section 2.2, and all that are not ASCII.</summary>
    public static bool EndsToken(byte character) => character is <= 32 or >= 128 || "()<>@,;:\\\"/[]?={}"u8.Contains(character);
}
