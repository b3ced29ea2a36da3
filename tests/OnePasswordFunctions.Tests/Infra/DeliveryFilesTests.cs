namespace OnePasswordFunctions.Tests.Infra;

/// <summary>azure.yaml, the workflow and the parameter file agree with the templates and keep no secret.</summary>
public class DeliveryFilesTests
{
    private const string Publish = "dotnet publish src/OnePasswordFunctions -c Release -o artifacts/app";

    private static readonly string _workflow = InfraFiles.Read(".github", "workflows", "deploy.yml");

    [Fact]
    public void Azd_BuildsADotnetProjectByItself()
    {
        var azd = InfraFiles.Read("azure.yaml");

        Assert.Contains("\n  ingester:\n    project: src/OnePasswordFunctions\n    host: function\n    language: dotnet\n", azd);
        Assert.DoesNotMatch("hooks:|dist:", azd);
    }

    [Fact]
    public void Workflow_TestsBeforeItDeploysAndSignsInWithoutASecret()
    {
        Assert.Contains("id-token: write", _workflow);
        Assert.DoesNotContain("secrets.", _workflow);
        Assert.Contains("needs: package", _workflow);
        Assert.True(_workflow.IndexOf("dotnet test", StringComparison.Ordinal) < _workflow.IndexOf(Publish, StringComparison.Ordinal));
    }

    [Fact]
    public void Workflow_Build_SeesTheTagsThatNameItsVersion()
    {
        string package = _workflow[.._workflow.IndexOf("\n  deploy:", StringComparison.Ordinal)];

        Assert.Contains("      - uses: actions/checkout@v7\n        with:\n          fetch-depth: 0", package);
        Assert.Contains("<MinVerTagPrefix>v</MinVerTagPrefix>", InfraFiles.Read("Directory.Build.props"));
    }

    [Fact]
    public void Workflow_DeploysMainOnly_AndEveryJobEnds()
    {
        Assert.Contains("if: github.ref == 'refs/heads/main' && github.event_name != 'pull_request'", _workflow);
        Assert.Equal(_workflow.Split("runs-on:").Length, _workflow.Split("\n    timeout-minutes:").Length);
    }

    [Fact]
    public void Workflow_PassesEveryVariableOfTheParameterFile_ButTheToken()
    {
        var read = System.Text.RegularExpressions.Regex.Matches(InfraFiles.Read("infra", "main.bicepparam"), @"readEnvironmentVariable\('(\w+)', ''\)").Select(m => m.Groups[1].Value).ToList();

        Assert.Equal(8, read.Count);
        Assert.All(read.Except(["ONEPASSWORD_EVENTS_API_TOKEN"]), name => Assert.Contains($"      {name}: ${{{{ vars.{name} }}}}\n", _workflow));
        Assert.DoesNotContain("ONEPASSWORD_EVENTS_API_TOKEN", _workflow);
    }

    [NodeFact]
    public async Task Workflow_PassesActionlint()
    {
        ToolOutput lint = await NodeTools.LintWorkflowAsync(Path.Combine(InfraFiles.Root, ".github", "workflows", "deploy.yml"));

        Assert.True(lint.ExitCode == 0, lint.Output);
        Assert.Contains("Checking 1 workflow", lint.Output);
    }

    [NodeFact]
    public async Task Actionlint_OfAWrongWorkflow_SaysSo()
    {
        string file = Path.Combine(InfraFiles.Root, "artifacts", "wrong-workflow.yml");
        await File.WriteAllTextAsync(file, _workflow.Replace("needs: package", "needs: packaged"));

        ToolOutput lint = await NodeTools.LintWorkflowAsync(file);

        Assert.Equal(1, lint.ExitCode);
        Assert.Contains("packaged", lint.Output);
    }

    [BicepFact]
    public async Task Commands_AskForOutputsThatExist()
    {
        var outputs = (await Scenario.Default.SnapshotAsync()).Outputs.Keys.ToHashSet();
        string commands = _workflow + InfraFiles.Read("docs", "operations.md");
        var asked = System.Text.RegularExpressions.Regex.Matches(commands, @"properties\.outputs\.(\w+)|\$\(out (\w+)\)").Select(m => m.Groups[1].Value + m.Groups[2].Value).ToList();

        Assert.Contains("functionAppName", asked);
        Assert.All(asked, output => Assert.Contains(output, outputs));
    }
}
