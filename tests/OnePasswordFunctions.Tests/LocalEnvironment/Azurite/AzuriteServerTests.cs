using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using OnePasswordFunctions.LocalEnvironment;
using OnePasswordFunctions.LocalEnvironment.Azurite;

namespace OnePasswordFunctions.Tests.LocalEnvironment.Azurite;

public sealed class AzuriteServerTests
{
    [Fact]
    public async Task StopAsync_ThenStartAsync_IsTheSameServerOnTheSamePort()
    {
        string root = RepositoryRoot.Find();
        await AzuriteInstaller.InstallAsync(root, _ => { }, CancellationToken.None);
        Assert.True(AzuriteInstaller.IsInstalled(root));
        int processId;
        await using (var server = new AzuriteServer(root))
        {
            await server.StartAsync(CancellationToken.None);
            Assert.Contains($"TableEndpoint=http://127.0.0.1:{server.TablePort}/devstoreaccount1;", server.ConnectionString, StringComparison.Ordinal);
            Assert.True(await AnswersAsync(server.TablePort));

            await server.StopAsync();
            Assert.False(await AnswersAsync(server.TablePort));

            await server.StartAsync(CancellationToken.None);
            Assert.True(await AnswersAsync(server.TablePort));
            processId = server.ProcessId!.Value;
        }

        Assert.Throws<ArgumentException>(() => Process.GetProcessById(processId));
    }

    [Fact]
    public void IsInstalled_OtherVersionThanPinned_IsFalse()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("modules-");
        try
        {
            string installed = Path.Combine(folder.CreateSubdirectory("node_modules").FullName, ".package-lock.json");
            File.WriteAllText(Path.Combine(folder.FullName, "package.json"), """{ "devDependencies": { "azurite": "2.0.0" } }""");
            Assert.False(AzuriteInstaller.IsInstalled(folder.FullName));

            foreach ((string content, bool expected) in ((string, bool)[])
                [
                    ("{}", false), ("""{ "packages": {} }""", false), ("""{ "packages": { "node_modules/azurite": { "version": "1.0.0" } } }""", false),
                    ("""{ "packages": { "node_modules/azurite": { "version": "2.0.0" } } }""", true),
                ])
            {
                File.WriteAllText(installed, content);
                Assert.Equal(expected, AzuriteInstaller.IsInstalled(folder.FullName));
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<bool> AnswersAsync(int port)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
