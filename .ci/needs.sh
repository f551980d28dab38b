# shellcheck shell=bash
# What ./starling and ./check need of the machine, and how to get it there. Sourced by them, who set `root` to the
# folder of the repository. Speaks on standard error only.

# What proves a need met, and the packages that meet it.
needs='
                                Debian, Ubuntu        Fedora                   Arch          Homebrew
cc                              gcc+libc6-dev         gcc                      gcc           gcc
curl                            curl+ca-certificates  curl                     curl          curl
pkg-config                      pkg-config            pkgconf-pkg-config       pkgconf       pkgconf
alsa.pc                         libasound2-dev        alsa-lib-devel           alsa-lib      -
libasound_module_pcm_pulse.so   libasound2-plugins    alsa-plugins-pulseaudio  alsa-plugins  -
arecord                         alsa-utils            alsa-utils               alsa-utils    -
pulseaudio                      pulseaudio            pulseaudio               pulseaudio    pulseaudio
pactl                           pulseaudio-utils      pulseaudio-utils         libpulse      pulseaudio
espeak-ng                       espeak-ng             espeak-ng                espeak-ng     espeak-ng
sox                             sox                   sox                      sox           sox
ffmpeg                          ffmpeg                ffmpeg-free              ffmpeg        ffmpeg
tmux                            tmux                  tmux                     tmux          tmux
zsh                             zsh                   zsh                      zsh           zsh
fish                            fish                  fish                     fish          fish
strace                          strace                strace                   strace        -
kill                            procps                util-linux               util-linux    util-linux
openssl                         openssl               openssl                  openssl       openssl
python3-venv                    python3-venv          python3                  python        python
npm                             npm                   nodejs-npm               npm           node
chromium                        chromium              chromium                 chromium      -
zbarimg                         zbar-tools            zbar                     zbar          zbar
firefox                         firefox-esr           firefox                  firefox       -
WebKitWebDriver                 webkit2gtk-driver     webkit2gtk4.1            webkit2gtk-4.1 -
Xvfb                            xvfb                  xorg-x11-server-Xvfb     xorg-server-xvfb -
'

PATH=$PATH:~/.cargo/bin # Rust, just installed, is there before the shell knows

# Everything for `cargo build`; says all that is missing at once.
need_to_build() {
  local is_complete=true
  need curl cc pkg-config alsa.pc || is_complete=false
  need_rust || is_complete=false
  $is_complete
}

# Installs what is missing of the given needs where it may; otherwise says the line to type, and fails.
need() {
  local missing packages
  missing=$(missing "$@")
  [[ -n $missing ]] || return 0
  if [[ $missing = *'pulseaudio '* ]] && command -v pipewire >/dev/null; then
    say "the tests need the program pulseaudio, whose package would take this machine's sound from PipeWire;" \
      "check in a container instead (privileged: some tests mount a small disk):" \
      "  docker run --rm -it --privileged -v \"\$PWD\":/starling -w /starling rust:$(least_rust)-bookworm ./check"
    return 1
  fi
  packages=$(packages "$missing")
  if may_install; then
    say "installing $packages"
    install "$packages" >/dev/null </dev/null && missing=$(missing "$@")
    [[ -n $missing ]] || return 0
  fi
  say "system packages are missing; type this, then start again:" "  $(line_to_type "$packages")"
  return 1
}

# Fails, and says the line to type, where there is no cargo or too old a one.
need_rust() {
  local found least
  found=$(cargo --version 2>/dev/null) || found='cargo none'
  found=${found#cargo } found=${found%% *}
  least=$(least_rust)
  [[ $found = none ]] || ! printf '%s\n' "$least" "$found" | sort -CV || return 0
  say "Rust $least is needed, and there is $found; type this, then start again:"
  if command -v rustup >/dev/null; then
    echo "  rustup update stable" >&2
  else
    echo "  curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh -s -- -y" >&2
  fi
  return 1
}

say() {
  printf '%s: %s\n' "${0##*/}" "$1" >&2
  shift
  [[ $# = 0 ]] || printf '%s\n' "$@" >&2
}

least_rust() {
  sed -n 's/^rust-version = "\(.*\)"/\1/p' "${root:?}/Cargo.toml"
}

missing() {
  local proof
  for proof; do
    is_met "$proof" || printf '%s ' "$proof"
  done
}

is_met() {
  case $OSTYPE,$1 in
    darwin*,alsa.pc | darwin*,libasound* | darwin*,arecord) ;; # Core Audio is part of the system
    # What needs these is tested on Linux.
    darwin*,strace | darwin*,chromium | darwin*,firefox | darwin*,WebKitWebDriver | darwin*,Xvfb) ;;
    *.pc) pkg-config --exists "$(basename "$1" .pc)" ;;
    *.so) compgen -G "/usr/lib*/alsa-lib/$1" || compgen -G "/usr/lib/*/alsa-lib/$1" ;;
    *,firefox) type -P firefox-esr || type -P firefox ;;
    *,curl) command -v cargo || command -v curl ;; # its one use is to install Rust
    *,python3-venv) python3 -c 'import ensurepip' ;;
    *) type -P "$1" ;; # no builtin of this shell
  esac >/dev/null 2>&1
}

# The packages for the given needs, by the names of this machine's package manager.
packages() {
  local proof debian fedora arch brew names=
  while read -r proof debian fedora arch brew; do
    [[ -n $proof && " $1" = *" $proof "* ]] || continue
    case $(manager) in
      dnf) names+=" $fedora" ;;
      pacman) names+=" $arch" ;;
      brew) names+=" $brew" ;;
      *) names+=" $debian" ;;
    esac
  done <<<"$needs"
  names=${names//+/ }
  echo "${names# }"
}

manager() {
  local name
  for name in apt-get dnf pacman brew; do
    if command -v $name >/dev/null; then
      echo $name
      return
    fi
  done
}

may_install() {
  [[ $(manager) = apt-get ]] && { [[ $EUID = 0 ]] || sudo -n true; } 2>/dev/null
}

install() {
  local sudo=(env)
  [[ $EUID = 0 ]] || sudo=(sudo -n)
  "${sudo[@]}" apt-get update -qq
  # Whatever has to be removed for it, its owner decides.
  # shellcheck disable=SC2086 # one word for each package
  "${sudo[@]}" DEBIAN_FRONTEND=noninteractive apt-get install -qq --no-remove --no-install-recommends \
    -o DPkg::Lock::Timeout=300 $1
}

line_to_type() {
  local as_root='su -c'
  ! command -v sudo >/dev/null || as_root='sudo sh -c'
  case $(manager) in
    apt-get) echo "$as_root 'apt-get update; apt-get install --no-remove --no-install-recommends $1'" ;;
    dnf) echo "$as_root 'dnf install $1'" ;;
    pacman) echo "$as_root 'pacman -S --needed $1'" ;;
    brew) echo "brew install $1" ;;
    *) echo "install $1, as Debian calls them" ;;
  esac
}
