package org.genhowto.gateway.dashboard;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import org.genhowto.runtime.config.Configuration;
import org.genhowto.runtime.config.Section;
import org.genhowto.runtime.config.SectionValues;
import org.genhowto.runtime.config.Setting;

/**
 * How the dashboard looks at the system.
 *
 * @param scrape addresses of the metrics of other processes
 * @param followers clients that may watch at the same time
 */
public record DashboardSettings(List<URI> scrape, int followers) {
  public static final Section SECTION =
      Section.of(
          "dashboard",
          "The page of the journey and its metrics, which the gateway serves.",
          Setting.list(
              "scrape",
              "",
              "addresses such as http://captioner:9100/metrics, with commas between",
              DashboardSettings::isAddress,
              "Where other processes tell their metrics, so that the dashboard shows their workers"
                  + " too."),
          Setting.whole("followers", 500, 1, 10_000, "Clients that may watch it at the same time.")
              .in("clients"));

  public DashboardSettings {
    scrape = List.copyOf(scrape);
  }

  public static DashboardSettings from(Configuration configuration) {
    SectionValues values = configuration.values(SECTION);
    return new DashboardSettings(
        values.list("scrape").stream().map(URI::create).toList(), values.integer("followers"));
  }

  private static boolean isAddress(String text) {
    try {
      URI address = new URI(text);
      return List.of("http", "https").contains(String.valueOf(address.getScheme()))
          && address.getHost() != null;
    } catch (URISyntaxException e) {
      return false;
    }
  }
}
