# Elixir of Debian trixie, with our erl under its scripts: expressions, scripts, its compiler, the interactive shell in a terminal, mix.

site_elixir() {
    need_packages "a terminal for iex" tmux
    packages elixir trixie 'usr/lib/elixir/lib/elixir/ebin/elixir.beam' elixir
    PATH=$lingen_cache/elixir/usr/lib/elixir/bin:$PATH
    says elixir-version 'Elixir 1\.1[0-9].* \(compiled with Erlang/OTP 27\)' elixir --version
    says elixir-eval '^5050$' elixir -e 'IO.puts(Enum.sum(1..100))'
    says elixir-error '\(ArithmeticError\) bad argument in arithmetic expression' bash -c '! elixir -e "1 / String.length(\"\")"'
    cat >shapes.ex <<'EX'
defprotocol Area do
  def of(shape)
end

defmodule Square do
  defstruct [:side]

  defimpl Area do
    def of(%{side: side}), do: side * side
  end
end

defmodule Shapes do
  @moduledoc "Structs, protocols, streams, tasks."
  def total(shapes), do: shapes |> Task.async_stream(&Area.of/1) |> Enum.reduce(0, fn {:ok, area}, sum -> sum + area end)
end
EX
    succeeds elixirc elixirc shapes.ex
    says elixirc-result '^338350 grüße$' elixir -e 'IO.puts("#{Shapes.total(for side <- 1..100, do: %Square{side: side})} #{String.downcase("GRÜSSE") |> String.replace("ss", "ß")}")'
    iex_in_a_terminal
    says mix-new 'Your Mix project was created successfully' mix new demo
    cd demo || return
    says mix-test '1 doctest, 1 test, 0 failures' mix test
    says mix-run '^:world$' mix run -e 'IO.inspect(Demo.hello())'
    succeeds mix-format mix format --check-formatted
    sed -i 's/assert Demo.hello() == :world/assert Demo.hello() == :moon/' test/demo_test.exs
    says mix-test-fails '1 doctest, 1 test, 1 failure' bash -c '! mix test'
    cd ..
    says mix-new-sup 'successfully' mix new served --sup
    cd served || return
    says mix-release 'Release created at' env MIX_ENV=prod mix release
    # The release carries its own Erlang, so it runs where it is taken to and no other is installed.
    mv _build/prod/rel/served elsewhere
    says mix-release-eval '\[:served.*elsewhere' env -i PATH=/usr/bin:/bin HOME="$PWD" LC_ALL=C.UTF-8 RELEASE_DISTRIBUTION=none elsewhere/bin/served eval \
        'Application.ensure_all_started(:served); IO.inspect({for({app, _, _} <- Application.started_applications(), do: app), :code.root_dir()}, width: 1000)'
}

iex_in_a_terminal() {
    screen iex iex
    screen_until 'iex\(1\)>' && tmux -L "$tmux_socket" send-keys 'Enum.map(1..3, &(&1 * 2))' Enter && screen_until '\[2, 4, 6\]' &&
        tmux -L "$tmux_socket" send-keys 'String.upca' Tab && screen_until 'String.upcase' &&
        tmux -L "$tmux_socket" send-keys '("grün")' Enter && screen_until '"GRÜN"' &&
        tmux -L "$tmux_socket" send-keys 'h Enum.count' Enter && screen_until 'Returns the size' &&
        tmux -L "$tmux_socket" send-keys 'raise "no"' Enter && screen_until 'RuntimeError\) no'
    verdict iex-in-a-terminal $? "the screen above is not what was expected"
    tmux -L "$tmux_socket" send-keys 'System.halt()' Enter
    local tries
    for tries in $(seq 200); do
        tmux -L "$tmux_socket" has-session 2>/dev/null || break
        sleep 0.1
    done
    ! tmux -L "$tmux_socket" has-session 2>/dev/null
    verdict iex-ends $? "it is still there"
}
