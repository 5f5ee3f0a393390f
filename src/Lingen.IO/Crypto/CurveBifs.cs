// crypto's elliptic curves: new keys and shared secrets, on curves given by definition and name, and on the Montgomery and Edwards
// curves, whose keys are runs of bytes.
namespace Lingen.IO;

/// <summary>The functions ec_*, ecdh_* and evp_* of crypto.</summary>
public static unsafe class CurveBifs
{
    private const string CurveFile = "ec.c";
    private const string AgreementFile = "ecdh.c";
    private const string RawFile = "evp.c";

    /// <summary>Longer names of curves do not exist.</summary>
    private const int MaxNameBytes = 64;

    /// <summary>{Public, Private} on a curve; a private key may be given.</summary>
    [Bif("crypto", "ec_generate_key_nif")]
    public static Term Generate(ref BifContext context, Term curve, Term privateKey)
    {
        CryptoLibrary.EnsureStarted();
        nint key;
        Term publicKey;
        if (privateKey == Atoms.Undefined)
        {
            key = Generate(curve, out string problem);
            if (key == 0)
            {
                return CryptoFailure.Error(ref context, CurveFile, problem);
            }
            publicKey = EncodedPublic(context.Heap, key);
        }
        else
        {
            key = CurveKeys.Read(curve, privateKey, isPrivate: true, out string problem);
            if (key == 0)
            {
                return CryptoFailure.Error(ref context, CurveFile, problem);
            }
            publicKey = CalculatedPublic(context.Heap, key);
        }
        try
        {
            nint pointer = 0;
            if (publicKey.IsNone || LibCrypto.EVP_PKEY_get_bn_param(key, CryptoNames.Literal("priv"u8), &pointer) != 1)
            {
                return CryptoFailure.Error(ref context, CurveFile, "Couldn't get EC public key");
            }
            using CryptoNumber number = CryptoNumber.Take(pointer);
            long order = CurveKeys.OrderBytes(curve);
            Term privateTerm = number.ToBinary(context.Heap, order == 0 ? number.LengthBytes : order);
            return privateTerm.IsNone ? context.BadArg() : Tuple.Create(context.Heap, publicKey, privateTerm);
        }
        finally
        {
            LibCrypto.EVP_PKEY_free(key);
        }
    }

    private static nint Generate(Term curve, out string problem)
    {
        foreach (bool byName in (ReadOnlySpan<bool>)[true, false])
        {
            var parameters = new ParameterList();
            nint maker = LibCrypto.EVP_PKEY_CTX_new_from_name(0, CryptoNames.Literal("EC"u8), null);
            try
            {
                if (!CurveKeys.TryAdd(curve, byName, ref parameters, out problem, out bool isNamed))
                {
                    return 0;
                }
                nint key = 0;
                bool done =
                    LibCrypto.EVP_PKEY_keygen_init(maker) > 0
                    && LibCrypto.EVP_PKEY_CTX_set_params(maker, parameters.Items) > 0
                    && LibCrypto.EVP_PKEY_generate(maker, &key) > 0;
                if (done)
                {
                    return key;
                }
                if (!isNamed)
                {
                    break;
                }
            }
            finally
            {
                parameters.Dispose();
                LibCrypto.EVP_PKEY_CTX_free(maker);
            }
        }
        problem = "Couldn't generate EC key";
        return 0;
    }

    /// <summary>The public point as libcrypto has it; none if it has none.</summary>
    private static Term EncodedPublic(TermHeap* heap, nint key)
    {
        byte* name = CryptoNames.Literal("encoded-pub-key"u8);
        nuint length = 0;
        if (LibCrypto.EVP_PKEY_get_octet_string_param(key, name, null, 0, &length) != 1)
        {
            return Term.None;
        }
        using var output = new OutputBytes((long)length);
        return LibCrypto.EVP_PKEY_get_octet_string_param(key, name, output.Start, length, &length) == 1
            ? output.ToBinary(heap, (long)length)
            : Term.None;
    }

    /// <summary>The public point of a private key: the generator times the key, uncompressed; none if the curve has no name.</summary>
    private static Term CalculatedPublic(TermHeap* heap, nint key)
    {
        byte* name = stackalloc byte[MaxNameBytes];
        nuint length = 0;
        nint pointer = 0;
        if (
            LibCrypto.EVP_PKEY_get_utf8_string_param(key, CryptoNames.Literal("group"u8), name, MaxNameBytes, &length) != 1
            || LibCrypto.EVP_PKEY_get_bn_param(key, CryptoNames.Literal("priv"u8), &pointer) != 1
        )
        {
            return Term.None;
        }
        using CryptoNumber factor = CryptoNumber.Take(pointer);
        nint group = LibCrypto.EC_GROUP_new_by_curve_name(LibCrypto.OBJ_sn2nid(name));
        if (group == 0)
        {
            return Term.None;
        }
        nint point = LibCrypto.EC_POINT_new(group);
        try
        {
            if (LibCrypto.EC_POINT_mul(group, point, factor.Pointer, 0, 0, 0) != 1)
            {
                return Term.None;
            }
            nuint size = LibCrypto.EC_POINT_point2oct(group, point, LibCrypto.PointUncompressed, null, 0, 0);
            using var output = new OutputBytes((long)size);
            size = LibCrypto.EC_POINT_point2oct(group, point, LibCrypto.PointUncompressed, output.Start, size, 0);
            return size > 0 ? output.ToBinary(heap, (long)size) : Term.None;
        }
        finally
        {
            LibCrypto.EC_POINT_clear_free(point);
            LibCrypto.EC_GROUP_free(group);
        }
    }

    /// <summary>The secret of another's public point and an own private key on a curve.</summary>
    [Bif("crypto", "ecdh_compute_key_nif")]
    public static Term Compute(ref BifContext context, Term othersPublic, Term curve, Term ownPrivate)
    {
        if (!othersPublic.IsBinary || !ownPrivate.IsBinary)
        {
            return CryptoFailure.BadArg(ref context, AgreementFile, 0, "Bad peer public key; binary expected");
        }
        CryptoLibrary.EnsureStarted();
        nint own = 0;
        nint peer = CurveKeys.Read(curve, othersPublic, isPrivate: false, out string problem);
        try
        {
            if (peer != 0)
            {
                own = CurveKeys.Read(curve, ownPrivate, isPrivate: true, out problem);
            }
            return own == 0
                ? CryptoFailure.Error(ref context, AgreementFile, problem)
                : SharedSecret.Derive(ref context, AgreementFile, own, peer, validatePeer: false);
        }
        finally
        {
            LibCrypto.EVP_PKEY_free(peer);
            LibCrypto.EVP_PKEY_free(own);
        }
    }

    /// <summary>The secret of two X25519 or X448 keys.</summary>
    [Bif("crypto", "evp_compute_key_nif")]
    public static Term ComputeRaw(ref BifContext context, Term curve, Term othersPublic, Term ownPrivate)
    {
        int type = RawType(curve);
        if (type is not (LibCrypto.TypeX25519 or LibCrypto.TypeX448))
        {
            return CryptoFailure.BadArg(ref context, RawFile, 0, "Bad curve");
        }
        nint own = KeyReader.Raw(type, ownPrivate, isPrivate: true);
        if (own == 0)
        {
            return CryptoFailure.BadArg(ref context, RawFile, 2, "Not a valid raw private key");
        }
        nint peer = KeyReader.Raw(type, othersPublic, isPrivate: false);
        try
        {
            return peer == 0
                ? CryptoFailure.BadArg(ref context, RawFile, 1, "Not a raw public peer key")
                : SharedSecret.Derive(ref context, RawFile, own, peer, validatePeer: true);
        }
        finally
        {
            LibCrypto.EVP_PKEY_free(own);
            LibCrypto.EVP_PKEY_free(peer);
        }
    }

    /// <summary>{Public, Private} on X25519, X448, Ed25519 or Ed448; a private key may be given.</summary>
    [Bif("crypto", "evp_generate_key_nif")]
    public static Term GenerateRaw(ref BifContext context, Term curve, Term privateKey)
    {
        int type = RawType(curve);
        if (type == 0)
        {
            return CryptoFailure.BadArg(ref context, RawFile, 0, "Bad curve");
        }
        nint key = privateKey == Atoms.Undefined ? GenerateRaw(type) : KeyReader.Raw(type, privateKey, isPrivate: true);
        if (key == 0)
        {
            return CryptoFailure.Error(ref context, RawFile, 1, "Can't EVP_PKEY_new_raw_private_key");
        }
        try
        {
            const int MaxKeyBytes = 64;
            byte* bytes = stackalloc byte[MaxKeyBytes];
            nuint length = MaxKeyBytes;
            if (LibCrypto.EVP_PKEY_get_raw_public_key(key, bytes, &length) != 1)
            {
                return CryptoFailure.Error(ref context, RawFile, "Can't EVP_PKEY_get_raw_public_key");
            }
            Term publicTerm = Bitstring.FromBytes(context.Heap, new ReadOnlySpan<byte>(bytes, (int)length));
            length = MaxKeyBytes;
            if (LibCrypto.EVP_PKEY_get_raw_private_key(key, bytes, &length) != 1)
            {
                return CryptoFailure.Error(ref context, RawFile, "Can't EVP_PKEY_get_raw_private_key");
            }
            Term privateTerm = Bitstring.FromBytes(context.Heap, new ReadOnlySpan<byte>(bytes, (int)length));
            LibCrypto.OPENSSL_cleanse(bytes, MaxKeyBytes);
            return Tuple.Create(context.Heap, publicTerm, privateTerm);
        }
        finally
        {
            LibCrypto.EVP_PKEY_free(key);
        }
    }

    private static nint GenerateRaw(int type)
    {
        CryptoLibrary.EnsureStarted();
        nint key = 0;
        nint maker = LibCrypto.EVP_PKEY_CTX_new_id(type, 0);
        _ = LibCrypto.EVP_PKEY_keygen_init(maker) > 0 && LibCrypto.EVP_PKEY_generate(maker, &key) > 0;
        LibCrypto.EVP_PKEY_CTX_free(maker);
        return key;
    }

    private static int RawType(Term curve) =>
        curve.Bits switch
        {
            AtomBits.X25519 => LibCrypto.TypeX25519,
            AtomBits.X448 => LibCrypto.TypeX448,
            AtomBits.Ed25519 => LibCrypto.TypeEd25519,
            AtomBits.Ed448 => LibCrypto.TypeEd448,
            _ => 0,
        };
}
