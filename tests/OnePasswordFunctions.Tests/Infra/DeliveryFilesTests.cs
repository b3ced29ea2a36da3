namespace OnePasswordFunctions.Tests.Infra;

/// <summary>azure.yaml and the workflow agree with the templates and keep no secret.</summary>
public class DeliveryFilesTests
{
    private const string Publish = "dotnet publish src/OnePasswordFunctions -c Release -o artifacts/app";

    [Fact]
    public void Azd_PublishesThePackageToTheTaggedApp()
    {
        var azd = InfraFiles.Read("azure.yaml");

        Assert.Contains("language: custom", azd);
        Assert.Contains("dist: artifacts/app", azd);
        Assert.Contains(Publish, azd);
        Assert.All(
            new[] { "functionAppFlex", "functionAppPremium" },
            m => Assert.Contains("'azd-service-name': 'ingester'", InfraFiles.Read("infra", "modules", $"{m}.bicep")));
        Assert.Contains("\n  ingester:\n", azd);
    }

    [Fact]
    public void Workflow_TestsBeforeItDeploysAndSignsInWithoutASecret()
    {
        var workflow = InfraFiles.Read(".github", "workflows", "deploy.yml");

        Assert.Contains("id-token: write", workflow);
        Assert.DoesNotContain("secrets.", workflow);
        Assert.Contains("needs: package", workflow);
        Assert.True(workflow.IndexOf("dotnet test", StringComparison.Ordinal) < workflow.IndexOf(Publish, StringComparison.Ordinal));
        Assert.Contains("infra/main.bicepparam", workflow);
        Assert.Contains("properties.outputs.functionAppName.value", workflow);
        Assert.NotNull(InfraFiles.Main.Find("output", "functionAppName"));
    }

    [Fact]
    public void PublishCommand_UploadsTheZipThatTheAppRunsFrom()
    {
        var command = string.Concat(InfraFiles.Main.Find("output", "publishCommand").Value!.SelfAndDescendants().Select(n => n.Text));

        Assert.Contains("config-zip", command);
        Assert.Contains("artifacts/onepassword-functions.zip", command);
        Assert.EndsWith("/onepassword-functions.zip", InfraFiles.Module("appSettings").Find("var", "premiumSettings").Value!.Find("WEBSITE_RUN_FROM_PACKAGE")!.Text);
    }
}
