// What crypto tells about itself: versions, the algorithms there are, FIPS mode, and engines, which a static executable cannot load.
namespace Lingen.IO;

/// <summary>The functions info_*, *_algorithms, enable_fips_mode_nif and engine_* of crypto.</summary>
public static unsafe class CryptoInfoBifs
{
    private static readonly string[] PublicKeys = ["rsa", "dss", "dh", "ec_gf2m", "ecdsa", "ecdh", "eddsa", "eddh", "srp"];
    private static readonly string[] Macs = ["cmac", "hmac", "poly1305"];
    private static readonly string[] RawCurves = ["ed25519", "ed448", "x25519", "x448"];

    private static readonly string[] RsaOptions =
    [
        "rsa_pkcs1_pss_padding",
        "rsa_pss_saltlen",
        "rsa_mgf1_md",
        "rsa_pkcs1_oaep_padding",
        "rsa_oaep_label",
        "rsa_oaep_md",
        "signature_md",
        "rsa_pkcs1_padding",
        "rsa_x931_padding",
        "rsa_no_padding",
    ];

    // csharpier-ignore
    private static readonly string[] Curves =
    [
        "secp160k1", "secp160r1", "secp160r2", "secp192k1", "secp224k1", "secp224r1", "secp256k1", "secp384r1", "secp521r1",
        "secp192r1", "prime192v1", "prime192v2", "prime192v3", "prime239v1", "prime239v2", "prime239v3", "secp256r1",
        "prime256v1", "wtls7", "wtls9", "wtls12",
        "brainpoolP160r1", "brainpoolP160t1", "brainpoolP192r1", "brainpoolP192t1", "brainpoolP224r1", "brainpoolP224t1",
        "brainpoolP256r1", "brainpoolP256t1", "brainpoolP320r1", "brainpoolP320t1", "brainpoolP384r1", "brainpoolP384t1",
        "brainpoolP512r1", "brainpoolP512t1",
        "sect163k1", "sect163r1", "sect163r2", "sect193r1", "sect193r2", "sect233k1", "sect233r1", "sect239k1", "sect283k1",
        "sect283r1", "sect409k1", "sect409r1", "sect571k1", "sect571r1",
        "c2pnb163v1", "c2pnb163v2", "c2pnb163v3", "c2pnb176v1", "c2tnb191v1", "c2tnb191v2", "c2tnb191v3", "c2pnb208w1",
        "c2tnb239v1", "c2tnb239v2", "c2tnb239v3", "c2pnb272w1", "c2pnb304w1", "c2tnb359v1", "c2pnb368w1", "c2tnb431r1",
        "wtls3", "wtls5", "wtls10", "wtls11",
        "secp112r1", "secp112r2", "secp128r1", "secp128r2", "wtls6", "wtls8",
        "sect113r1", "sect113r2", "sect131r1", "sect131r2", "wtls1", "wtls4", "ipsec3", "ipsec4",
    ];

    [Bif("crypto", "info_nif")]
    public static Term Info(ref BifContext context)
    {
        TermHeap* heap = context.Heap;
        Term version = Cons.FromString(heap, CryptoLibrary.Version);
        Term* pairs = stackalloc Term[]
        {
            Term.Atom("compile_type"),
            Atoms.Normal,
            Term.Atom("link_type"),
            Term.Atom("static"),
            Term.Atom("cryptolib_version_compiled"),
            version,
            Term.Atom("cryptolib_version_linked"),
            version,
            Term.Atom("fips_provider_available"),
            Atoms.False,
        };
        return Maps.FromKeysValues(heap, pairs, 5);
    }

    [Bif("crypto", "info_lib")]
    public static Term InfoLib(ref BifContext context)
    {
        TermHeap* heap = context.Heap;
        string version = CryptoLibrary.Version;
        Term entry = Tuple.Create(
            heap,
            Bitstring.FromBytes(heap, "OpenSSL"u8),
            Term.Small((long)LibCrypto.OpenSSL_version_num()),
            Bitstring.FromBytes(heap, System.Text.Encoding.UTF8.GetBytes(version))
        );
        return Cons.Create(heap, entry, Term.Nil);
    }

    [Bif("crypto", "info_fips")]
    public static Term InfoFips(ref BifContext context) => Term.Atom("not_supported");

    [Bif("crypto", "enable_fips_mode_nif")]
    public static Term EnableFips(ref BifContext context, Bool enable) => Term.Boolean(!enable.Value);

    [Bif("crypto", "hash_algorithms")]
    public static Term HashAlgorithms(ref BifContext context)
    {
        Term list = Term.Nil;
        foreach (DigestType digest in Digests.All)
        {
            if (digest.Method != 0)
            {
                list = Cons.Create(context.Heap, digest.Name, list);
            }
        }
        return list;
    }

    [Bif("crypto", "cipher_algorithms")]
    public static Term CipherAlgorithms(ref BifContext context)
    {
        Term list = Term.Nil;
        foreach (CipherType cipher in Ciphers.All)
        {
            if (cipher.Method != 0)
            {
                list = Cons.Create(context.Heap, cipher.Name, list);
            }
        }
        return list;
    }

    [Bif("crypto", "pubkey_algorithms")]
    public static Term PublicKeyAlgorithms(ref BifContext context) => AtomList(ref context, PublicKeys);

    [Bif("crypto", "mac_algorithms")]
    public static Term MacAlgorithms(ref BifContext context) => AtomList(ref context, Macs);

    [Bif("crypto", "rsa_opts_algorithms")]
    public static Term RsaOptionAlgorithms(ref BifContext context) => AtomList(ref context, RsaOptions);

    /// <summary>All that Debian's libcrypto has: no curve was left out when it was built.</summary>
    [Bif("crypto", "curve_algorithms")]
    public static Term CurveAlgorithms(ref BifContext context) => AtomList(ref context, Curves, AtomList(ref context, RawCurves));

    private static Term AtomList(ref BifContext context, string[] names, Term tail = default)
    {
        Term list = tail.IsNone ? Term.Nil : tail;
        for (int i = names.Length - 1; i >= 0; i--)
        {
            list = Cons.Create(context.Heap, Term.Atom(names[i]), list);
        }
        return list;
    }

    [Bif("crypto", "engine_load_dynamic_nif")]
    [Bif("crypto", "engine_get_first_nif")]
    [Bif("crypto", "engine_get_all_methods_nif")]
    public static Term NoEngine(ref BifContext context) => context.Error(Atoms.Notsup);

    [Bif("crypto", "engine_by_id_nif")]
    [Bif("crypto", "engine_init_nif")]
    [Bif("crypto", "engine_free_nif")]
    [Bif("crypto", "engine_add_nif")]
    [Bif("crypto", "engine_remove_nif")]
    [Bif("crypto", "engine_get_next_nif")]
    [Bif("crypto", "engine_get_id_nif")]
    [Bif("crypto", "engine_get_name_nif")]
    public static Term NoEngine(ref BifContext context, Term engine) => context.Error(Atoms.Notsup);

    [Bif("crypto", "engine_register_nif")]
    [Bif("crypto", "engine_unregister_nif")]
    [Bif("crypto", "ensure_engine_loaded_nif")]
    public static Term NoEngine(ref BifContext context, Term engine, Term argument) => context.Error(Atoms.Notsup);

    [Bif("crypto", "engine_ctrl_cmd_strings_nif")]
    public static Term NoEngine(ref BifContext context, Term engine, Term commands, Term optional) => context.Error(Atoms.Notsup);
}
