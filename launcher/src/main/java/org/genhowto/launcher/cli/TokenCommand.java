package org.genhowto.launcher.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.genhowto.gateway.access.Tokens;
import org.genhowto.schemas.RequestContract;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A token for a client of the gateway. */
@Command(
    name = "token",
    description = {
      "Prints a new random token for a client of the gateway, and the line that lets it in. The",
      "line goes into the file that gateway.tokens names, which is read again when it changes; the",
      "token goes to the client, and is kept nowhere."
    })
final class TokenCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "NAME",
      description = "The client's name: letters, digits, '.', '_' and '-'.")
  private String name = "";

  @SuppressWarnings("NullAway.Init") // picocli sets the fields.
  TokenCommand() {}

  @Override
  public Integer call() {
    if (!RequestContract.isId(name)) {
      throw new ParameterException(
          spec.commandLine(),
          "NAME is '%s', expected 1 to 128 letters, digits, '.', '_' or '-'".formatted(name));
    }
    String token = Tokens.random();
    PrintWriter out = spec.commandLine().getOut();
    out.println("token  " + token);
    out.println("line   " + Tokens.line(name, token));
    out.println(
        "(name, SHA-256, requests a minute, open requests, highest priority; add 'operator' for one"
            + " that sees everything)");
    out.flush();
    return 0;
  }
}
