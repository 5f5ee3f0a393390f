// Bindings of PCRE2 for 8-bit code units. The functions lie in Lingen.IO because it holds all bindings of foreign
// libraries; the BIFs of the module re stand beside them.
using System.Runtime.InteropServices;

namespace Lingen.IO;

/// <summary>The part of pcre2.h that the module re needs.</summary>
internal static unsafe partial class Pcre2
{
    public const uint Anchored = 0x80000000;
    public const uint NoUtfCheck = 0x40000000;
    public const uint Caseless = 0x00000008;
    public const uint DollarEndOnly = 0x00000010;
    public const uint DotAll = 0x00000020;
    public const uint DupNames = 0x00000040;
    public const uint Extended = 0x00000080;
    public const uint FirstLine = 0x00000100;
    public const uint Multiline = 0x00000400;
    public const uint NeverUtf = 0x00001000;
    public const uint NoAutoCapture = 0x00002000;
    public const uint NoStartOptimize = 0x00010000;
    public const uint Ucp = 0x00020000;
    public const uint Ungreedy = 0x00040000;
    public const uint Utf = 0x00080000;

    /// <summary>PCRE 8 lets \K stand in lookarounds.</summary>
    public const uint ExtraAllowLookaroundBsk = 0x00000040;

    public const uint NotBol = 0x00000001;
    public const uint NotEol = 0x00000002;
    public const uint NotEmpty = 0x00000004;
    public const uint NotEmptyAtStart = 0x00000008;

    public const uint NewlineCr = 1;
    public const uint NewlineLf = 2;
    public const uint NewlineCrLf = 3;
    public const uint NewlineAny = 4;
    public const uint NewlineAnyCrLf = 5;
    public const uint BsrUnicode = 1;
    public const uint BsrAnyCrLf = 2;

    public const int ErrorNoMatch = -1;
    public const int ErrorUtf8First = -3;
    public const int ErrorUtf8Last = -23;
    public const int ErrorBadOffset = -33;
    public const int ErrorBadUtfOffset = -36;
    public const int ErrorMatchLimit = -47;
    public const int ErrorNoMemory = -48;
    public const int ErrorRecurseLoop = -52;
    public const int ErrorDepthLimit = -53;
    public const int ErrorHeapLimit = -63;

    public const uint InfoAllOptions = 0;
    public const uint InfoCaptureCount = 4;
    public const uint InfoNameCount = 17;
    public const uint InfoNameEntrySize = 18;
    public const uint InfoNameTable = 19;
    public const uint InfoNewline = 20;

    /// <summary>What an unset group has for offsets.</summary>
    public static readonly nuint Unset = nuint.MaxValue;

    private const string Library = "libpcre2-8";

    [LibraryImport(Library, EntryPoint = "pcre2_compile_8")]
    public static partial void* Compile(byte* pattern, nuint length, uint options, int* error, nuint* offset, void* context);

    [LibraryImport(Library, EntryPoint = "pcre2_code_free_8")]
    public static partial void CodeFree(void* code);

    [LibraryImport(Library, EntryPoint = "pcre2_pattern_info_8")]
    public static partial int PatternInfo(void* code, uint what, void* where);

    [LibraryImport(Library, EntryPoint = "pcre2_compile_context_create_8")]
    public static partial void* CompileContextCreate(void* general);

    [LibraryImport(Library, EntryPoint = "pcre2_compile_context_free_8")]
    public static partial void CompileContextFree(void* context);

    [LibraryImport(Library, EntryPoint = "pcre2_set_newline_8")]
    public static partial int SetNewline(void* context, uint newline);

    [LibraryImport(Library, EntryPoint = "pcre2_set_bsr_8")]
    public static partial int SetBsr(void* context, uint bsr);

    [LibraryImport(Library, EntryPoint = "pcre2_set_character_tables_8")]
    public static partial int SetCharacterTables(void* context, byte* tables);

    [LibraryImport(Library, EntryPoint = "pcre2_set_compile_extra_options_8")]
    public static partial int SetCompileExtraOptions(void* context, uint options);

    [LibraryImport(Library, EntryPoint = "pcre2_set_parens_nest_limit_8")]
    public static partial int SetParensNestLimit(void* context, uint limit);

    [LibraryImport(Library, EntryPoint = "pcre2_match_context_create_8")]
    public static partial void* MatchContextCreate(void* general);

    [LibraryImport(Library, EntryPoint = "pcre2_set_match_limit_8")]
    public static partial int SetMatchLimit(void* context, uint limit);

    [LibraryImport(Library, EntryPoint = "pcre2_set_depth_limit_8")]
    public static partial int SetDepthLimit(void* context, uint limit);

    [LibraryImport(Library, EntryPoint = "pcre2_set_heap_limit_8")]
    public static partial int SetHeapLimit(void* context, uint limitKiB);

    [LibraryImport(Library, EntryPoint = "pcre2_match_data_create_8")]
    public static partial void* MatchDataCreate(uint pairs, void* general);

    [LibraryImport(Library, EntryPoint = "pcre2_match_data_free_8")]
    public static partial void MatchDataFree(void* data);

    [LibraryImport(Library, EntryPoint = "pcre2_get_ovector_pointer_8")]
    public static partial nuint* OffsetVector(void* data);

    [LibraryImport(Library, EntryPoint = "pcre2_match_8")]
    public static partial int Match(
        void* code,
        byte* subject,
        nuint length,
        nuint start,
        uint options,
        void* data,
        void* context
    );
}
