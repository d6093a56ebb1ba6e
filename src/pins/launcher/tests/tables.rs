//! Command lines of every launcher beside npx and uvx, whose lines are in `tests/launchers`.

use super::*;

const SHA: &str = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
const COMMIT: &str = "0123456789abcdef0123456789abcdef01234567";

#[test]
fn docker() {
    check(&[
        ("docker run x", "docker run x||missing|2"),
        (
            "docker run -i --rm ghcr.io/github/github-mcp-server",
            "docker run ghcr.io/github/github-mcp-server||missing|4",
        ),
        (
            "docker run -i --rm -e T ghcr.io/github/github-mcp-server:v0.9.0 stdio",
            "docker run ghcr.io/github/github-mcp-server|v0.9.0|tag|6",
        ),
        ("docker run -it x:1.2.3 -p 80:80 y:2", "docker run x|1.2.3|tag|3"),
        ("docker run -ie K=V x:1", "docker run x|1|tag|4"),
        ("docker run -eK=V x:1", "docker run x|1|tag|3"),
        ("docker run -p8080:80 x:1", "docker run x|1|tag|3"),
        ("docker run -p 8080:80 x:1", "docker run x|1|tag|4"),
        ("docker run -p=8080:80 x:1", "docker run x|1|tag|3"),
        ("docker run --publish=8080:80 --name n x:1", "docker run x|1|tag|5"),
        ("docker run -v /a:/b -v /c:/d x:latest", "docker run x|latest|tag|6"),
        ("docker run --mount type=bind,src=/a,dst=/b mcp/filesystem /b", "docker run mcp/filesystem||missing|4"),
        ("docker run localhost:5000/x", "docker run localhost:5000/x||missing|2"),
        ("docker run localhost:5000/x:1.2", "docker run localhost:5000/x|1.2|tag|2"),
        ("docker run registry.io:443/a/b/c:v1", "docker run registry.io:443/a/b/c|v1|tag|2"),
        ("docker run docker.io/library/x:1", "docker run x|1|tag|2"),
        ("docker run docker.io/mcp/x:1", "docker run mcp/x|1|tag|2"),
        ("docker run --network=host --init --privileged x:1", "docker run x|1|tag|5"),
        ("docker run --network host --pull always x:1", "docker run x|1|tag|6"),
        ("docker run --env-file f --entrypoint npx x:1 -y a@1", "docker run x|1|tag|6"),
        ("docker run -t=false --rm=true x:1", "docker run x|1|tag|4"),
        ("docker run -- x:1", "docker run x|1|tag|3"),
        ("docker container run -i x:1", "docker run x|1|tag|4"),
        ("docker -H tcp://h:1 run x:1", "docker run x|1|tag|4"),
        ("docker --context c run -c 512 x:1", "docker run x|1|tag|6"),
        ("docker -c ctx run x:1", "docker run x|1|tag|4"),
        ("docker run --newflag x:1", "docker run"),
        ("docker run --newflag=y x:1", "docker run x|1|tag|3"),
        ("docker run", "docker run"),
        ("docker run --rm", "docker run"),
        ("docker run x:${TAG}", "docker run x|${TAG}|variable|2"),
        ("docker run ${IMAGE}", "docker run ${IMAGE}||variable|2"),
        ("docker run ${REG}/x:1.2.3", "docker run ${REG}/x|1.2.3|variable|2"),
        ("docker run x:<tag>", "docker run x|<tag>|variable|2"),
        ("docker run X:1", "docker run"),
        ("docker compose run x", "-"),
        ("docker exec -i x mcp", "-"),
        ("docker mcp gateway run", "-"),
        ("docker ps", "-"),
        ("docker", "-"),
        ("nerdctl --namespace n run x:1", "docker run x|1|tag|4"),
        ("finch run --rm x:1", "docker run x|1|tag|3"),
        ("/usr/bin/docker run x:1", "docker run x|1|tag|2"),
        ("C:\\Program_Files\\Docker\\docker.EXE run x:1", "docker run x|1|tag|2"),
    ]);
    let line = |image: &str| shown(&["docker", "run", "-i", image]);
    assert_eq!(line(&format!("a/b@{SHA}")), format!("docker run a/b|{SHA}|digest|3"));
    assert_eq!(line(&format!("a/b:1.2@{SHA}")), format!("docker run a/b|1.2@{SHA}|digest|3"));
    assert_eq!(line(&format!("h:1/a:latest@{SHA}")), format!("docker run h:1/a|latest@{SHA}|digest|3"));
    // The id of an image has no name, and cannot change.
    assert_eq!(line(&SHA[7..]), "docker run");
}

#[test]
fn versions_of_images() {
    for (image, want) in [
        ("x:1.2.3", Some("1.2.3")),
        ("x:v0.9.0", Some("v0.9.0")),
        ("x:2025.4.8-alpine", Some("2025.4.8-alpine")),
        ("x:1.2", None),
        ("x:v1", None),
        ("x:latest", None),
        ("x:3.12-slim", None),
        ("x", None),
    ] {
        let launch = read(&["docker", "run", image]).unwrap();
        assert_eq!(launch.targets[0].version.as_deref(), want, "{image}");
    }
    let both = format!("1.2.3@{SHA}");
    let launch = read(&["docker", "run", &format!("x:{both}")]).unwrap();
    assert_eq!(launch.targets[0].version, Some(both));
}

#[test]
fn podman() {
    check(&[
        ("podman run -i --rm x:1", "podman run x|1|tag|4"),
        ("podman run docker://docker.io/a/b:1.2.3 z", "podman run a/b|1.2.3|tag|2"),
        ("podman run docker://x", "podman run x||missing|2"),
        ("podman run oci-archive:/tmp/x.tar", "podman run oci-archive:/tmp/x.tar|oci-archive:/tmp/x.tar|path|2"),
        ("podman run --rootfs /some/dir cmd", "podman run"),
        ("podman run --rootfs=false x:1", "podman run x|1|tag|3"),
        ("podman run --userns keep-id --secret s --tz local x:1", "podman run x|1|tag|8"),
        ("podman run --replace --name n x:1", "podman run x|1|tag|5"),
        ("podman --remote --url ssh://h run x:1", "podman run x|1|tag|5"),
        ("podman container run x", "podman run x||missing|3"),
        ("podman exec x y", "-"),
        ("docker run docker://x", "docker run"),
    ]);
}

#[test]
fn npm_likes() {
    check(&[
        ("bunx pkg@1.2.3 x", "bunx pkg|1.2.3|exact|1"),
        ("bunx --bun @s/p@latest -p 80", "bunx @s/p|latest|tag|2"),
        ("bunx -y pkg", "bunx pkg||missing|2"),
        ("bunx -p pkg@1.2.3 bin", "bunx pkg|1.2.3|exact|2"),
        ("bunx --package=@s/p@^1 bin y@2", "bunx @s/p|^1|range|1"),
        ("bun x pkg@1.2.3", "bunx pkg|1.2.3|exact|2"),
        ("bun --cwd d x --silent pkg", "bunx pkg||missing|5"),
        ("bunx --registry https://r/ --no-install pkg@1.0.0", "bunx pkg|1.0.0|exact|4"),
        ("bunx --foo pkg", "bunx"),
        ("bunx github:u/r", "bunx github:u/r|github:u/r|git|1"),
        ("bun run pkg", "-"),
        ("bun server.ts", "-"),
        ("pnpm dlx pkg@1.2.3 --x", "pnpm dlx pkg|1.2.3|exact|2"),
        ("pnpm dlx @s/p", "pnpm dlx @s/p||missing|2"),
        ("pnpm --package=a@1.0.0 dlx a --x", "pnpm dlx a|1.0.0|exact|1"),
        ("pnpm --package a --package b@2.0.0 dlx b", "pnpm dlx a||missing|2 with; pnpm dlx b|2.0.0|exact|4"),
        ("pnpm dlx --package=a@1.0.0 -s bin", "pnpm dlx a|1.0.0|exact|2"),
        ("pnpm -C d dlx --allow-build esbuild pkg@1.2.3", "pnpm dlx pkg|1.2.3|exact|6"),
        ("pnpm --config.registry=x dlx pkg@latest", "pnpm dlx pkg|latest|tag|3"),
        ("pnpm dlx pkg@catalog:", "pnpm dlx pkg|catalog:|other|2"),
        ("pnpx pkg@1.2.3", "pnpm dlx pkg|1.2.3|exact|1"),
        ("pnx -s pkg", "pnpm dlx pkg||missing|2"),
        ("pnpm dlx -c uvx_a@1", "uvx a|1|exact|3"),
        ("pnpm exec pkg", "-"),
        ("pnpm run x", "-"),
        ("yarn dlx pkg@1.2.3", "yarn dlx pkg|1.2.3|exact|2"),
        ("yarn dlx -q @s/p@^2", "yarn dlx @s/p|^2|range|3"),
        ("yarn dlx -p a@1.0.0 -p b bin", "yarn dlx a|1.0.0|exact|3; yarn dlx b||missing|5 with"),
        ("yarn dlx --package a@1.0.0 a x@2", "yarn dlx a|1.0.0|exact|3"),
        ("yarn dlx --package=a bin", "yarn dlx a||missing|2"),
        ("yarn dlx pkg@npm:other@1.2.3", "yarn dlx other|1.2.3|exact|2"),
        ("yarn --cwd d dlx pkg", "yarn dlx pkg||missing|4"),
        ("yarn dlx -- pkg@1.2.3", "yarn dlx pkg|1.2.3|exact|3"),
        ("yarn exec pkg", "-"),
        ("yarn run x", "-"),
        ("npm run x", "-"),
        ("npm install a@1", "-"),
        ("npx.cmd -y pkg@${V}", "npx pkg|${V}|variable|2"),
        ("npx -y ${PKG}", "npx ${PKG}||variable|2"),
        ("npx -y @s/{env:P}@1.2.3", "npx @s/{env:P}|1.2.3|variable|2"),
        ("npx -y <package>@1.2.3", "npx <package>|1.2.3|variable|2"),
        ("npx ${workspaceFolder}/server", "npx ${workspaceFolder}/server|${workspaceFolder}/server|path|1"),
    ]);
}

#[test]
fn uv() {
    check(&[
        ("uv run server.py", "uv run"),
        ("uv run --with fastmcp fastmcp run server.py", "uv run fastmcp||missing|3 with"),
        (
            "uv run --with fastmcp==2.14.2 --with a[b]>=1,c server.py",
            "uv run fastmcp|==2.14.2|exact|3 with; uv run a|>=1|range|5 with; uv run c||missing|5 with",
        ),
        ("uv --directory d run --with=x==1 -m mod --with y", "uv run x|==1|exact|4 with"),
        ("uv run --project p --frozen mcp-server", "uv run"),
        ("uv run -p 3.12 --extra e --group g --no-sync server.py a@1", "uv run"),
        ("uv run --foo server.py", "uv run"),
        ("uv run https://h.example/s.py", "uv run https://h.example/s.py|https://h.example/s.py|url|2"),
        ("uv run -q npx -y a@1.2.3", "npx a|1.2.3|exact|5"),
        ("uv run python -m uv tool run a==1", "uvx a|==1|exact|7"),
        ("uv run --with-requirements r.txt --with-editable . x", "uv run"),
        ("uv pip install x==1", "-"),
        ("uv sync", "-"),
        ("uv tool install x==1", "-"),
        ("uvx -q --offline --refresh a@1", "uvx a|1|exact|4"),
        ("uvx -qqp 3.12 a@1", "uvx a|1|exact|3"),
        ("uvx a@${V}", "uvx a|${V}|variable|1"),
        ("uvx --from a==${V} b", "uvx a|==${V}|variable|2"),
        ("uvx ${PKG}", "uvx ${PKG}||variable|1"),
    ]);
    let of = |line: &str| read(&line.split(' ').collect::<Vec<_>>()).unwrap();
    let launch = of("uv --directory d run --project ../p server.py");
    assert_eq!((launch.cwd.as_deref(), launch.directory.as_deref()), (Some("d"), Some("d/../p")));
    assert_eq!(launch.script.as_deref(), Some("server.py"));
    let launch = of("uv run --directory /d -s tool");
    assert_eq!((launch.directory.as_deref(), launch.script.as_deref()), (Some("/d"), Some("tool")));
    assert_eq!(of("npm --prefix d exec a").directory.as_deref(), Some("d"));
    assert_eq!(of("bunx --cwd d a").cwd.as_deref(), Some("d"));
    assert_eq!(of("go run -C d ./cmd").script.as_deref(), Some("./cmd"));
}

#[test]
fn pipx() {
    check(&[
        ("pipx run pkg", "pipx run pkg||missing|2"),
        ("pipx run pkg==1.2.3 --x", "pipx run pkg|==1.2.3|exact|2"),
        ("pipx run --spec pkg==1.2.3 bin y==2", "pipx run pkg|==1.2.3|exact|3"),
        ("pipx run --spec=Foo.Bar[x]>=1 bin", "pipx run foo-bar|>=1|range|2"),
        ("pipx run --with a==1 --python 3.12 pkg==2", "pipx run pkg|==2|exact|6; pipx run a|==1|exact|3 with"),
        ("pipx run -q --no-cache --pip-args=--pre pkg", "pipx run pkg||missing|5"),
        ("pipx run -i https://i/ pkg~=1.0", "pipx run pkg|~=1.0|range|4"),
        ("pipx run --spec git+https://u:p@h/x@v1 bin", "pipx run git+https://h/x|git+https://u:p@h/x@v1|git|3"),
        ("pipx run server.py", "pipx run"),
        ("pipx run https://h/x.py", "pipx run https://h/x.py|https://h/x.py|url|2"),
        ("pipx run -- pkg==1", "pipx run pkg|==1|exact|3"),
        ("pipx install pkg==1", "-"),
        ("python3 -m pipx run pkg==1", "pipx run pkg|==1|exact|4"),
    ]);
}

#[test]
fn deno() {
    check(&[
        ("deno run -A npm:pkg@1.2.3 x", "deno run pkg|1.2.3|exact|3"),
        ("deno run --allow-net=h --allow-env npm:@s/p@^1/bin", "deno run @s/p|^1|range|4"),
        ("deno run npm:/pkg", "deno run pkg||missing|2"),
        ("deno run --allow-read npm:pkg@latest", "deno run pkg|latest|tag|3"),
        ("deno run -c deno.json --ext ts jsr:@s/p@1.2.3/mod.ts", "deno run @s/p|1.2.3|exact|6"),
        ("deno run jsr:@s/p@^1", "deno run @s/p|^1|range|2"),
        ("deno run jsr:@s/p", "deno run @s/p||missing|2"),
        ("deno run --lock f --seed 1 npm:pkg", "deno run pkg||missing|6"),
        ("deno run --lock -A npm:pkg", "deno run pkg||missing|4"),
        ("deno -A npm:pkg@1.0.0", "deno run pkg|1.0.0|exact|2"),
        ("deno run -RWN --unstable-kv npm:pkg@1.0.0", "deno run pkg|1.0.0|exact|4"),
        ("deno x -y pkg@1.2.3", "deno run pkg|1.2.3|exact|3"),
        ("deno x -p pkg@1.2.3 bin", "deno run pkg|1.2.3|exact|3"),
        ("deno x jsr:@s/p@1.0.0", "deno run @s/p|1.0.0|exact|2"),
        (
            "deno run -A https://deno.land/x/a@v1.2.3/mod.ts",
            "deno run https://deno.land/x/a@v1.2.3/mod.ts|https://deno.land/x/a@v1.2.3/mod.ts|exact|3",
        ),
        (
            "deno run https://deno.land/x/a/mod.ts",
            "deno run https://deno.land/x/a/mod.ts|https://deno.land/x/a/mod.ts|url|2",
        ),
        (
            "deno run https://jsr.io/@s/p/1.2.3/mod.ts",
            "deno run https://jsr.io/@s/p/1.2.3/mod.ts|https://jsr.io/@s/p/1.2.3/mod.ts|exact|2",
        ),
        (
            "deno run https://h.example/a@v1.2.3/mod.ts",
            "deno run https://h.example/a@v1.2.3/mod.ts|https://h.example/a@v1.2.3/mod.ts|url|2",
        ),
        ("deno run https://h.example/a.ts?t=1", "deno run https://h.example/a.ts|https://h.example/a.ts?t=1|url|2"),
        ("deno run npm:pkg@${V}", "deno run pkg|${V}|variable|2"),
        ("deno run -A server.ts", "deno run"),
        ("deno task start", "-"),
        ("dx npm:pkg", "deno run pkg||missing|1"),
        ("dx build", "-"),
    ]);
}

#[test]
fn go() {
    let full = format!("go run a.b/c@{COMMIT}");
    let read_as = format!("go run a.b/c|{COMMIT}|commit|2");
    check(&[
        ("go run github.com/u/r@v1.2.3 x", "go run github.com/u/r|v1.2.3|exact|2"),
        ("go run github.com/u/r/cmd/z@latest", "go run github.com/u/r/cmd/z|latest|tag|2"),
        ("go run a.b/c@v0.0.0-20240101000000-0123456789ab", "go run a.b/c|v0.0.0-20240101000000-0123456789ab|exact|2"),
        ("go run a.b/c@v2.0.0+incompatible", "go run a.b/c|v2.0.0+incompatible|exact|2"),
        ("go run a.b/c@v1", "go run a.b/c|v1|range|2"),
        ("go run a.b/c@main", "go run a.b/c|main|git|2"),
        ("go run a.b/c@0123456", "go run a.b/c|0123456|git|2"),
        (&full, &read_as),
        ("go run a.b/c@", "go run a.b/c||missing|2"),
        ("go run a.b/c", "go run a.b/c||path|2"),
        ("go run -tags x -race -ldflags=-s a.b/c@v1.2.3 -v", "go run a.b/c|v1.2.3|exact|6"),
        ("go run --tags x a.b/c@v1.2.3", "go run a.b/c|v1.2.3|exact|4"),
        ("go run -exec e a.b/c@${V}", "go run a.b/c|${V}|variable|4"),
        ("go run .", "go run"),
        ("go run ./cmd/x", "go run"),
        ("go run main.go", "go run"),
        ("go -C d run a.b/c@v1.2.3", "go run a.b/c|v1.2.3|exact|4"),
        ("go build x", "-"),
    ]);
}

#[test]
fn dnx() {
    check(&[
        ("dnx Pkg.Name@1.2.3 --yes -- x@2", "dnx pkg.name|1.2.3|exact|1"),
        ("dnx Pkg --yes", "dnx pkg||missing|1"),
        ("dnx --yes Pkg@1.*", "dnx pkg|1.*|range|2"),
        ("dnx Pkg --version 1.2.3 --yes -- --version 9", "dnx pkg|1.2.3|exact|3"),
        ("dnx Pkg --version=1.2.3-beta", "dnx pkg|1.2.3-beta|exact|2"),
        ("dnx --version 1.2.3 Pkg", "dnx pkg|1.2.3|exact|2"),
        ("dnx Pkg@[1.0,2.0)", "dnx pkg|[1.0,2.0)|range|1"),
        ("dnx Pkg@[1.2.3]", "dnx pkg|[1.2.3]|exact|1"),
        ("dnx Pkg@", "dnx pkg||missing|1"),
        ("dnx --source https://s/ Pkg@1.2", "dnx pkg|1.2|exact|3"),
        ("dnx Pkg --version ${V}", "dnx pkg|${V}|variable|3"),
        ("dotnet tool exec Pkg@1.2.3 -y", "dnx pkg|1.2.3|exact|3"),
        ("dotnet dnx Pkg", "dnx pkg||missing|2"),
        ("dotnet run", "-"),
        ("dnx", "dnx"),
    ]);
    let launch = read(&["dnx", "Pkg", "--version", "1.2.3"]).unwrap();
    let target = &launch.targets[0];
    assert_eq!((target.name_word, target.name_at.clone(), target.word, target.spec_at.clone()), (1, 0..3, 3, 0..5));
}

#[test]
fn what_is_no_launcher() {
    check(&[
        ("node server.js", "-"),
        ("python -m mod", "-"),
        ("mcp-server --x npx a", "-"),
        ("", "-"),
        ("npxx a", "-"),
    ]);
    assert_eq!(read(&[]), None);
}
