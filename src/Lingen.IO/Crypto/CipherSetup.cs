// Makes a CipherStream from the arguments of crypto_init and crypto_one_time, with the checks and texts of OTP's library.
namespace Lingen.IO;

/// <summary>Options, key and initialisation vector of a cipher.</summary>
internal static unsafe class CipherSetup
{
    private const string File = "api_ng.c";
    private const int CipherArgument = 0;
    private const int KeyArgument = 1;
    private const int VectorArgument = 2;

    /// <summary>Direction not given, which the compatibility functions of older releases did.</summary>
    private const int DirectionUnknown = -1;

    /// <summary>A stream; null if an exception is set. The options are argument number <paramref name="optionsArgument"/>.</summary>
    public static CipherStream? Create(
        ref BifContext context,
        Term cipherName,
        Term key,
        Term vector,
        Term options,
        int optionsArgument
    )
    {
        if (!TryOptions(ref context, options, optionsArgument, out int direction, out Term padding))
        {
            return null;
        }
        if (!InputBytes.TryIoData(key, out InputBytes keyBytes))
        {
            CryptoFailure.BadArg(ref context, File, KeyArgument, "Bad key");
            return null;
        }
        using (keyBytes)
        {
            CipherType? cipher = Find(ref context, cipherName, keyBytes.Length);
            if (cipher == null)
            {
                return null;
            }
            if (vector == Atoms.Undefined)
            {
                CryptoFailure.NotSupported(ref context, File, -1, "Dynamic IV is not supported since OTP 27.0");
                return null;
            }
            int vectorLength = LibCrypto.EVP_CIPHER_get_iv_length(cipher.Method);
            if (vectorLength == 0)
            {
                return Start(ref context, cipher, keyBytes, null, direction, padding);
            }
            if (!InputBytes.TryIoData(vector, out InputBytes vectorBytes))
            {
                CryptoFailure.BadArg(ref context, File, VectorArgument, "Bad iv type");
                return null;
            }
            using (vectorBytes)
            {
                if (vectorBytes.Length != vectorLength)
                {
                    CryptoFailure.BadArg(ref context, File, VectorArgument, "Bad iv size");
                    return null;
                }
                return Start(ref context, cipher, keyBytes, vectorBytes.Start, direction, padding);
            }
        }
    }

    private static CipherType? Find(ref BifContext context, Term name, long keyLength)
    {
        if (!name.IsAtom)
        {
            CryptoFailure.BadArg(ref context, File, CipherArgument, "Cipher id is not an atom");
            return null;
        }
        CipherType? cipher = Ciphers.Find(name);
        if (cipher == null)
        {
            CryptoFailure.BadArg(ref context, File, CipherArgument, "Unknown cipher");
            return null;
        }
        if (!cipher.Takes(keyLength))
        {
            CryptoFailure.BadArg(ref context, File, KeyArgument, "Bad key size");
            return null;
        }
        if (cipher.Kind != CipherKind.Plain)
        {
            CryptoFailure.BadArg(ref context, File, CipherArgument, "Missing arguments for this cipher");
            return null;
        }
        if (cipher.Method == 0)
        {
            CryptoFailure.NotSupported(ref context, File, CipherArgument, "Cipher not supported in this libcrypto version");
            return null;
        }
        return cipher;
    }

    private static CipherStream? Start(
        ref BifContext context,
        CipherType cipher,
        in InputBytes key,
        byte* vector,
        int direction,
        Term padding
    )
    {
        var stream = new CipherStream { Direction = direction, Padding = padding };
        if (TryStart(ref context, stream, cipher, key, vector))
        {
            return stream;
        }
        stream.Released();
        return null;
    }

    private static bool TryStart(ref BifContext context, CipherStream stream, CipherType cipher, in InputBytes key, byte* vector)
    {
        nint target = stream.Context;
        if (LibCrypto.EVP_CipherInit_ex(target, cipher.Method, 0, null, null, stream.Direction) != 1)
        {
            CryptoFailure.Error(ref context, File, "Can't initialize context, step 1");
            return false;
        }
        if (LibCrypto.EVP_CIPHER_CTX_set_key_length(target, key.Length32) != 1)
        {
            CryptoFailure.Error(ref context, File, KeyArgument, "Can't initialize context, key_length");
            return false;
        }
        if (cipher.IsRc2 && LibCrypto.EVP_CIPHER_CTX_ctrl(target, LibCrypto.ControlSetRc2KeyBits, key.Length32 * 8, null) <= 0)
        {
            CryptoFailure.BadArg(ref context, File, KeyArgument, "ctrl rc2_cbc key");
            return false;
        }
        if (LibCrypto.EVP_CipherInit_ex(target, 0, 0, key.Start, vector, DirectionUnknown) != 1)
        {
            _ =
                vector == null
                    ? CryptoFailure.BadArg(ref context, File, KeyArgument, "Can't initialize key")
                    : CryptoFailure.Error(ref context, File, "Can't initialize key or iv");
            return false;
        }
        if (stream.Padding != Atoms.PkcsPadding)
        {
            _ = LibCrypto.EVP_CIPHER_CTX_set_padding(target, 0);
        }
        return true;
    }

    /// <summary>Reads a boolean or a list of {encrypt, _} and {padding, _}.</summary>
    private static bool TryOptions(ref BifContext context, Term options, int argument, out int direction, out Term padding)
    {
        direction = 1;
        padding = Atoms.Undefined;
        if (TryDirection(options, out int given))
        {
            direction = given;
            return true;
        }
        if (Cons.Length(options) < 0)
        {
            return Refuse(ref context, argument, "Options are not a boolean or a proper list");
        }
        bool hasDirection = false;
        bool hasPadding = false;
        for (; options.IsCons; options = options.Tail)
        {
            if (!options.Head.IsTuple || new Tuple(options.Head).Arity != 2)
            {
                return Refuse(ref context, argument, "Options must be a property list!");
            }
            Term tag = new Tuple(options.Head)[0];
            Term value = new Tuple(options.Head)[1];
            if (tag == Atoms.Encrypt)
            {
                if (hasDirection)
                {
                    return Refuse(ref context, argument, "'encrypt' option is present more than once!");
                }
                if (!TryDirection(value, out direction))
                {
                    return Refuse(ref context, argument, "The 'encrypt' option must be a boolean!");
                }
                hasDirection = true;
            }
            else if (tag == Atoms.Padding)
            {
                if (hasPadding)
                {
                    return Refuse(ref context, argument, "The 'padding' option is present more than once!");
                }
                if (!IsPadding(value))
                {
                    return Refuse(ref context, argument, "Bad 'padding' option value");
                }
                padding = value;
                hasPadding = true;
            }
            else
            {
                return Refuse(
                    ref context,
                    argument,
                    tag.IsAtom ? "Bad tag in option: " + AtomTable.Name(tag) : "Bad tag in option!"
                );
            }
        }
        return true;
    }

    private static bool TryDirection(Term value, out int direction)
    {
        direction =
            value == Atoms.True ? 1
            : value == Atoms.False ? 0
            : DirectionUnknown;
        return direction != DirectionUnknown || value == Atoms.Undefined;
    }

    private static bool IsPadding(Term value) =>
        value == Atoms.Undefined
        || value == Atoms.None
        || value == Atoms.Zero
        || value == Atoms.Random
        || value == Atoms.PkcsPadding;

    private static bool Refuse(ref BifContext context, int argument, string text)
    {
        CryptoFailure.BadArg(ref context, File, argument, text);
        return false;
    }
}
