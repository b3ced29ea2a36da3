using System.Text.Json;

namespace OnePasswordFunctions.Tests.Infra;

/// <summary>The templates as the compiler and its linter see them.</summary>
public class TemplateTests
{
    private static readonly string[] _freeText = ["location"];

    private static readonly Lazy<Task<ToolOutput>> _build = new(() => BicepCompiler.RunAsync(["build", "--stdout", Path.Combine("infra", "main.bicep")]));

    [BicepFact]
    public async Task Templates_CompileAndLintWithoutAWord()
    {
        ToolOutput build = await _build.Value;

        Assert.Equal("", build.Error);
        Assert.Equal(0, build.ExitCode);
    }

    [BicepFact]
    public async Task Linter_OfAWrongTemplate_SaysSo()
    {
        string folder = Path.Combine(InfraFiles.Root, "artifacts", "infra-wrong");
        Directory.CreateDirectory(folder);
        string file = Path.Combine(folder, "wrong.bicep");
        await File.WriteAllTextAsync(file, """
            param serverPassword string
            module m '../../infra/modules/network.bicep' = {
              name: 'fixed'
              params: {}
            }
            output o string = wrong
            """);
        File.Copy(Path.Combine(InfraFiles.Root, "infra", "bicepconfig.json"), Path.Combine(folder, "bicepconfig.json"), overwrite: true);

        string said = (await BicepCompiler.RunAsync(["lint", file])).Error;

        Assert.All(["no-unused-params", "secure-secrets-in-params", "no-module-name", "BCP057", "BCP035"], rule => Assert.Contains(rule, said));
    }

    [BicepFact]
    public async Task Templates_DescribeEveryParameterAndOutput() =>
        Assert.All(
            (await TemplatesAsync()).SelectMany(t => Members(t, "parameters").Concat(Members(t, "outputs"))),
            p => Assert.True(p.Value.TryGetProperty("metadata", out var metadata) && metadata.TryGetProperty("description", out _), $"{p.Name} has no description"));

    [BicepFact]
    public async Task Parameters_OfTextAndNumbers_HaveLimits() =>
        Assert.All(
            Members((await TemplatesAsync())[0], "parameters").Where(p => !_freeText.Contains(p.Name) && Type(p) is "string" or "int"),
            p => Assert.True(p.Value.TryGetProperty("allowedValues", out _) || p.Value.TryGetProperty("maxLength", out _) || p.Value.TryGetProperty("maxValue", out _), $"{p.Name} takes anything"));

    [BicepFact]
    public async Task Parameters_AllHaveADefault_SoThatOneCommandDeploys() =>
        Assert.All(Members((await TemplatesAsync())[0], "parameters"), p => Assert.True(p.Value.TryGetProperty("defaultValue", out _), p.Name));

    [BicepFact]
    public async Task Outputs_OfEveryTemplate_HoldNoSecret()
    {
        foreach (JsonElement template in await TemplatesAsync())
        {
            string[] secrets = [.. Members(template, "parameters").Where(p => Type(p).StartsWith("secure", StringComparison.OrdinalIgnoreCase)).Select(p => p.Name)];
            foreach (JsonProperty output in Members(template, "outputs"))
            {
                string value = output.Value.GetRawText();
                Assert.DoesNotContain(secrets, secret => value.Contains($"parameters('{secret}')", StringComparison.Ordinal));
                Assert.DoesNotMatch("InstrumentationKey|secretUriWithVersion|list[A-Z]", value);
            }
        }
    }

    [BicepFact]
    public async Task Token_IsSecureInEveryTemplateThatItPasses()
    {
        var tokens = (await TemplatesAsync()).SelectMany(t => Members(t, "parameters")).Where(p => p.Name == "onePasswordToken").ToList();

        Assert.Equal(2, tokens.Count);
        Assert.All(tokens, token => Assert.Equal("securestring", Type(token)));
        Assert.Equal("", tokens[0].Value.GetProperty("defaultValue").GetString());
    }

    [BicepFact]
    public async Task Templates_AskForNoKey() =>
        Assert.DoesNotMatch("(?i)listKeys|listAccountSas|listServiceSas|listSecrets|AccountKey=|SharedAccessKey|authorizationRules", (await _build.Value).Output);

    [Fact]
    public void Modules_AreAllUsed() =>
        Assert.All(
            Directory.GetFiles(Path.Combine(InfraFiles.Root, "infra", "modules")),
            file => Assert.Contains($"'modules/{Path.GetFileName(file)}'", InfraFiles.Read("infra", "main.bicep")));

    /// <summary>main.bicep and then each module, as ARM JSON.</summary>
    internal static async Task<IReadOnlyList<JsonElement>> TemplatesAsync()
    {
        JsonElement main = JsonDocument.Parse((await _build.Value).Output).RootElement;
        return [main, .. Modules(main)];
    }

    internal static IEnumerable<JsonProperty> Members(JsonElement template, string name) =>
        template.TryGetProperty(name, out JsonElement members) ? members.EnumerateObject() : [];

    private static IEnumerable<JsonElement> Modules(JsonElement template) =>
        Members(template, "resources")
            .Where(resource => resource.Value.GetProperty("type").GetString() == "Microsoft.Resources/deployments")
            .Select(module => module.Value.GetProperty("properties").GetProperty("template"))
            .SelectMany(module => Modules(module).Prepend(module));

    private static string Type(JsonProperty parameter) => parameter.Value.TryGetProperty("type", out var type) ? type.GetString()! : "";
}
