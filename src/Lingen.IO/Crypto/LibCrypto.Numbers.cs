// Bindings of libcrypto: big numbers and elliptic curve groups.
using System.Runtime.InteropServices;

namespace Lingen.IO;

internal static unsafe partial class LibCrypto
{
    /// <summary>Exponents with this flag are used in constant time.</summary>
    public const int NumberConstantTime = 4;

    public const int PointUncompressed = 4;

    [LibraryImport(Library)]
    public static partial nint BN_new();

    [LibraryImport(Library)]
    public static partial void BN_clear_free(nint number);

    [LibraryImport(Library)]
    public static partial nint BN_bin2bn(byte* bytes, int length, nint target);

    [LibraryImport(Library)]
    public static partial int BN_bn2bin(nint number, byte* target);

    [LibraryImport(Library)]
    public static partial int BN_bn2binpad(nint number, byte* target, int length);

    [LibraryImport(Library)]
    public static partial int BN_num_bits(nint number);

    [LibraryImport(Library)]
    public static partial int BN_is_zero(nint number);

    [LibraryImport(Library)]
    public static partial void BN_set_flags(nint number, int flags);

    [LibraryImport(Library)]
    public static partial int BN_add(nint result, nint a, nint b);

    [LibraryImport(Library)]
    public static partial int BN_sub(nint result, nint a, nint b);

    [LibraryImport(Library)]
    public static partial int BN_mul(nint result, nint a, nint b, nint context);

    [LibraryImport(Library)]
    public static partial int BN_nnmod(nint result, nint a, nint modulus, nint context);

    [LibraryImport(Library)]
    public static partial int BN_mod_add(nint result, nint a, nint b, nint modulus, nint context);

    [LibraryImport(Library)]
    public static partial int BN_mod_sub(nint result, nint a, nint b, nint modulus, nint context);

    [LibraryImport(Library)]
    public static partial int BN_mod_mul(nint result, nint a, nint b, nint modulus, nint context);

    [LibraryImport(Library)]
    public static partial int BN_mod_exp(nint result, nint a, nint exponent, nint modulus, nint context);

    [LibraryImport(Library)]
    public static partial int BN_rand_range(nint result, nint range);

    [LibraryImport(Library)]
    public static partial nint BN_CTX_new();

    [LibraryImport(Library)]
    public static partial void BN_CTX_free(nint context);

    [LibraryImport(Library)]
    public static partial int OBJ_sn2nid(byte* name);

    [LibraryImport(Library)]
    public static partial nint EC_GROUP_new_by_curve_name(int nid);

    [LibraryImport(Library)]
    public static partial void EC_GROUP_free(nint group);

    [LibraryImport(Library)]
    public static partial nint EC_POINT_new(nint group);

    [LibraryImport(Library)]
    public static partial void EC_POINT_clear_free(nint point);

    [LibraryImport(Library)]
    public static partial int EC_POINT_mul(nint group, nint result, nint factor, nint point, nint pointFactor, nint context);

    [LibraryImport(Library)]
    public static partial nuint EC_POINT_point2oct(nint group, nint point, int form, byte* target, nuint capacity, nint context);
}
