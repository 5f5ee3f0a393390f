# Debian packages without installing them: a private apt folder takes the mirror that this machine is configured for, checks what it
# downloads against the signed lists, and changes nothing on the system. Sourced behind lib.sh, never run.

# What the functions are about; who sources this may set others.
suite=trixie
apt_home=$lingen_cache/apt
debs=$lingen_cache/debs

# Prints "URI<tab>KEYRING" of each configured source that serves Debian itself; the first one is taken.
# Sources come in two formats: stanzas in *.sources files, and single lines in sources.list and *.list files.
debian_mirrors() {
    local files=() file
    for file in /etc/apt/sources.list.d/*.sources; do [ -f "$file" ] && files+=("$file"); done
    if [ ${#files[@]} -gt 0 ]; then
        # A blank line ends a stanza; each file is closed with one so that stanzas of two files never run together.
        for file in "${files[@]}"; do sed 's/\r$//' "$file"; echo; done | awk '
            function flush(   n, parts, i) {
                if (enabled != "no" && types ~ /(^| )deb( |$)/ && components ~ /(^| )main( |$)/ && debian(suites)) {
                    n = split(uris, parts, " ")
                    for (i = 1; i <= n; i++) print parts[i] "\t" key
                }
                types = uris = suites = components = key = enabled = ""
            }
            function debian(s) { return s ~ /(^| )(stable|testing|unstable|sid|oldstable|bullseye|bookworm|trixie|forky|duke)( |$)/ }
            /^#/ { next }
            /^[ \t]*$/ { flush(); next }
            {
                name = tolower($0); sub(/:.*/, "", name)
                value = $0; sub(/^[^:]*:[ \t]*/, "", value)
                if (name == "types") types = value
                else if (name == "uris") uris = value
                else if (name == "suites") suites = value
                else if (name == "components") components = value
                else if (name == "signed-by" && value ~ /^\//) key = value
                else if (name == "enabled") enabled = tolower(value)
            }'
    fi
    for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
        [ -f "$file" ] || continue
        awk '
            $1 == "deb" {
                key = ""; line = $0
                if (match(line, /\[[^]]*\]/)) {
                    options = substr(line, RSTART + 1, RLENGTH - 2)
                    line = substr(line, 1, RSTART - 1) substr(line, RSTART + RLENGTH)
                    if (match(options, /signed-by=[^ ]+/)) key = substr(options, RSTART + 10, RLENGTH - 10)
                }
                n = split(line, field, " ")
                if (field[3] !~ /^(stable|testing|unstable|sid|oldstable|bullseye|bookworm|trixie|forky|duke)$/) next
                for (i = 4; i <= n; i++) if (field[i] == "main") print field[2] "\t" key
            }' "$file"
    done
}

apt_private() {
    local command=$1
    shift
    local options=(-q -o Dir::Etc::sourcelist="$apt_home/sources.list" -o Dir::Etc::sourceparts=/dev/null
        -o Dir::State="$apt_home/state" -o Dir::State::status="$apt_home/status" -o Dir::Cache="$apt_home/cache"
        -o Acquire::Languages=none -o APT::Update::Post-Invoke::= -o Acquire::Retries=3)
    [ "$(id -u)" = 0 ] && options+=(-o APT::Sandbox::User=root)
    apt-get "${options[@]}" "$command" "$@"
}

# Makes the private apt folder know the suite. Restartable: the lists are replaced by apt itself, atomically.
prepare_apt() {
    have apt-get || fail "there is no apt-get here, so OTP's packages cannot be fetched." \
        "Name an installed OTP instead:  ./x --otp DIR COMMAND   (DIR is what code:root_dir() gives there)."
    local mirror key
    mirror=$(debian_mirrors | grep -v '^cdrom:' | head -n 1 || true)
    [ -n "$mirror" ] || fail "no Debian mirror is configured in /etc/apt, so OTP's packages cannot be fetched." \
        "Configure one, or name an installed OTP 27:  ./x --otp DIR COMMAND"
    key=${mirror#*$'\t'}
    mirror=${mirror%%$'\t'*}
    [ -n "$key" ] || key=/usr/share/keyrings/debian-archive-keyring.gpg
    mkdir -p "$apt_home/state/lists/partial" "$apt_home/cache/archives/partial"
    [ -z "$(find "$apt_home/read" -mmin -120 2>/dev/null)" ] || return 0
    touch "$apt_home/status"
    local type options=""
    [ ! -f "$key" ] || options="[signed-by=$key] "
    for type in deb deb-src; do printf '%s %s%s %s main\n' "$type" "$options" "$mirror" "$suite"; done >"$apt_home/sources.list"
    step "reading the package list of $suite from the configured mirror"
    quietly apt_private update || fail "the mirror did not give the package list of $suite." \
        "Is the network up? The mirror is the one in /etc/apt; a restart goes on where this stopped." \
        "Without a network, name an installed OTP 27:  ./x --otp DIR COMMAND"
    touch "$apt_home/read"
}

# download FOLDER PACKAGE...: into FOLDER, each checked by apt against the signed list. What is there already stays.
download() {
    local folder=$1
    shift
    mkdir -p "$folder"
    (
        cd "$folder"
        quietly apt_private download "$@"
    ) || fail "a package could not be downloaded." "Run the command again; files that came whole are kept."
}

# unpack FOLDER TARGET CHECK...: all packages of FOLDER become TARGET in one rename, so TARGET is whole or absent.
unpack() {
    local folder=$1 target=$2 deb check
    shift 2
    rm -rf "$target.part"
    mkdir -p "$target.part"
    for deb in "$folder"/*.deb; do
        dpkg-deb -x "$deb" "$target.part" || {
            rm -f "$deb"
            fail "$(basename "$deb") is damaged and was removed." "Run the command again to fetch it anew."
        }
    done
    for check in "$@"; do
        compgen -G "$target.part/$check" >/dev/null || fail "the unpacked packages hold no $check." \
            "The packages of suite $suite are not what this script expects."
    done
    rm -rf "$target"
    mv "$target.part" "$target"
}

# other NAME SUITE CHECK PACKAGE...: the packages of a suite, unpacked to .cache/NAME. Each suite has an apt folder of its own, which the caller removes.
other() {
    local name=$1 suite=$2 check=$3 apt_home=$lingen_cache/apt-$2
    shift 3
    compgen -G "$lingen_cache/$name/$check" >/dev/null && return 0
    prepare_apt
    step "fetching $name from suite $suite"
    download "$debs/$name" "$@"
    unpack "$debs/$name" "$lingen_cache/$name" "$check"
    rm -rf "$debs/$name"
}

# source_package NAME SUITE CHECK PACKAGE: the original sources of a source package, unpacked to .cache/NAME without Debian's changes.
source_package() {
    local name=$1 suite=$2 check=$3 package=$4 apt_home=$lingen_cache/apt-$2 archive
    compgen -G "$lingen_cache/$name/$check" >/dev/null && return 0
    prepare_apt
    step "fetching the sources of $package from suite $suite"
    rm -rf "$debs/$name"
    mkdir -p "$debs/$name" "$lingen_cache/$name.part"
    (
        cd "$debs/$name"
        quietly apt_private source --download-only "$package"
    ) || fail "the source package $package could not be downloaded." "Run the command again."
    archive=$(compgen -G "$debs/$name/*.orig.tar.*" | grep -v '\.asc$' | head -n 1)
    tar -xf "$archive" -C "$lingen_cache/$name.part" --strip-components=1 || fail "the archive of $package is damaged." "Run the command again."
    rm -rf "$lingen_cache/$name"
    mkdir -p "$(dirname "$lingen_cache/$name")"
    mv "$lingen_cache/$name.part" "$lingen_cache/$name"
    rm -rf "$debs/$name"
}
