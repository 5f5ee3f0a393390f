// errno as the atoms that Erlang's file and socket functions answer with.
namespace Lingen.IO;

/// <summary>Numbers of Linux errors and their atoms, as erl_posix_msg names them.</summary>
public static class PosixError
{
    public const int NotPermitted = 1;
    public const int NoEntry = 2;
    public const int Interrupted = 4;
    public const int InputOutput = 5;
    public const int BadDescriptor = 9;
    public const int TryAgain = 11;
    public const int NoMemory = 12;
    public const int AccessDenied = 13;
    public const int Exists = 17;
    public const int NotDirectory = 20;
    public const int IsDirectory = 21;
    public const int Invalid = 22;
    public const int TooManyFilesInSystem = 23;
    public const int TooManyFiles = 24;
    public const int NotTerminal = 25;
    public const int ReadOnlyFileSystem = 30;
    public const int BrokenPipe = 32;
    public const int Range = 34;
    public const int NotImplemented = 38;
    public const int NotEmpty = 39;
    public const int MessageTooLong = 90;
    public const int NotSupported = 95;
    public const int AddressFamilyNotSupported = 97;
    public const int ConnectionReset = 104;
    public const int IsConnected = 106;
    public const int NotConnected = 107;
    public const int Already = 114;
    public const int InProgress = 115;

    // Index is the number; an empty name is a number that OTP does not know.
    private static readonly string[] Names =
    [
        "",
        "eperm",
        "enoent",
        "esrch",
        "eintr",
        "eio",
        "enxio",
        "e2big",
        "enoexec",
        "ebadf",
        "echild",
        "eagain",
        "enomem",
        "eacces",
        "efault",
        "enotblk",
        "ebusy",
        "eexist",
        "exdev",
        "enodev",
        "enotdir",
        "eisdir",
        "einval",
        "enfile",
        "emfile",
        "enotty",
        "etxtbsy",
        "efbig",
        "enospc",
        "espipe",
        "erofs",
        "emlink",
        "epipe",
        "edom",
        "erange",
        "edeadlk",
        "enametoolong",
        "enolck",
        "enosys",
        "enotempty",
        "eloop",
        "",
        "enomsg",
        "eidrm",
        "echrng",
        "el2nsync",
        "el3hlt",
        "el3rst",
        "elnrng",
        "eunatch",
        "enocsi",
        "el2hlt",
        "ebade",
        "ebadr",
        "exfull",
        "enoano",
        "ebadrqc",
        "ebadslt",
        "",
        "ebfont",
        "enostr",
        "enodata",
        "etime",
        "enosr",
        "enonet",
        "enopkg",
        "eremote",
        "enolink",
        "eadv",
        "esrmnt",
        "ecomm",
        "eproto",
        "emultihop",
        "edotdot",
        "ebadmsg",
        "eoverflow",
        "enotuniq",
        "ebadfd",
        "eremchg",
        "elibacc",
        "elibbad",
        "elibscn",
        "elibmax",
        "elibexec",
        "eilseq",
        "",
        "",
        "eusers",
        "enotsock",
        "edestaddrreq",
        "emsgsize",
        "eprototype",
        "enoprotoopt",
        "eprotonosupport",
        "esocktnosupport",
        "enotsup",
        "epfnosupport",
        "eafnosupport",
        "eaddrinuse",
        "eaddrnotavail",
        "enetdown",
        "enetunreach",
        "enetreset",
        "econnaborted",
        "econnreset",
        "enobufs",
        "eisconn",
        "enotconn",
        "eshutdown",
        "etoomanyrefs",
        "etimedout",
        "econnrefused",
        "ehostdown",
        "ehostunreach",
        "ealready",
        "einprogress",
        "estale",
        "euclean",
        "enotnam",
        "enavail",
        "eisnam",
        "eremoteio",
        "edquot",
    ];

    private static readonly Term[] AtomsByNumber = Array.ConvertAll(
        Names,
        name => Term.Atom(name.Length == 0 ? "unknown" : name)
    );

    /// <summary>The atom of an error number: enoent and its kin, unknown for a number without a name.</summary>
    public static Term Atom(int number) => (uint)number < (uint)AtomsByNumber.Length ? AtomsByNumber[number] : AtomsByNumber[0];

    /// <summary>The atom's name, for messages.</summary>
    public static string Name(int number) => AtomTable.Name(Atom(number));

    /// <summary>{error, Posix}.</summary>
    internal static unsafe Term Tuple(TermHeap* heap, int number) => Lingen.Terms.Tuple.Create(heap, Atoms.Error, Atom(number));
}
