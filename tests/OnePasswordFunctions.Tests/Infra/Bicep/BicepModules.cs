using System.Text.Json;

namespace OnePasswordFunctions.Tests.Infra.Bicep;

/// <summary>Compares what a file gives to its modules, and takes from them, with what the modules declare.</summary>
internal sealed class BicepModules(BicepFile file)
{
    /// <summary>Parameters that a module accepts, those that it demands, and its outputs.</summary>
    private sealed record Contract(IReadOnlyList<string> Accepted, IReadOnlyList<string> Demanded, IReadOnlyList<string> Outputs);

    public static IReadOnlyList<string> Check(BicepFile file) => [.. new BicepModules(file).Check()];

    private IEnumerable<string> Check()
    {
        var contracts = new Dictionary<string, Contract>();
        foreach (var module in file.Of("module"))
        {
            var path = Path.Combine(Path.GetDirectoryName(file.Path)!, module.Source);
            if (!File.Exists(path))
            {
                yield return $"line {module.Line}: no file {module.Source}";
                continue;
            }

            contracts[module.Name] = ReadContract(path);
            foreach (var problem in CheckParameters(module, contracts[module.Name]))
            {
                yield return problem;
            }
        }

        foreach (var problem in file.Declarations.SelectMany(d => d.Value?.SelfAndDescendants() ?? []).SelectMany(n => CheckOutput(n, contracts)))
        {
            yield return problem;
        }
    }

    private static IEnumerable<string> CheckParameters(BicepDeclaration module, Contract contract)
    {
        var given = module.Value!.Find("params")?.Properties.Select(p => p.Text).ToList() ?? [];
        return
        [
            .. given.Except(contract.Accepted).Select(p => $"line {module.Line}: {module.Source} has no parameter {p}"),
            .. contract.Demanded.Except(given).Select(p => $"line {module.Line}: {module.Source} needs the parameter {p}"),
        ];
    }

    private static IEnumerable<string> CheckOutput(BicepNode node, Dictionary<string, Contract> contracts)
    {
        if (node is not { Kind: BicepNodeKind.Member, Children: [{ Kind: BicepNodeKind.Member, Text: "outputs" } outputs] })
        {
            yield break;
        }

        var module = outputs.SelfAndDescendants().First(n => n.Kind == BicepNodeKind.Reference).Text;
        if (contracts.TryGetValue(module, out var contract) && !contract.Outputs.Contains(node.Text))
        {
            yield return $"line {node.Line}: {module} has no output {node.Text}";
        }
    }

    private static Contract ReadContract(string path)
    {
        if (path.EndsWith(".json", StringComparison.Ordinal))
        {
            using var template = JsonDocument.Parse(File.ReadAllText(path));
            string[] names = [.. template.RootElement.GetProperty("parameters").EnumerateObject().Select(p => p.Name)];
            return new Contract(names, names, []);
        }

        var module = BicepFile.Parse(File.ReadAllText(path), path);
        return new Contract(
            [.. module.Of("param").Select(p => p.Name)],
            [.. module.Of("param").Where(p => p.Value is null).Select(p => p.Name)],
            [.. module.Of("output").Select(o => o.Name)]);
    }
}
