package org.genhowto.ingest.fetch;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.http.HttpHeader;

/**
 * What a server answered.
 *
 * @param status 200 where the file holds what was asked for
 * @param location where it points to; empty for nowhere
 * @param encodings what the bytes are packed in, the outermost first
 */
record Answer(int status, String location, List<String> encodings) {
  static final int OK = 200;
  private static final String PLAIN = "identity";
  private static final String CHUNKED = "chunked";

  Answer {
    encodings = List.copyOf(encodings);
  }

  static Answer of(Response response, int status) {
    String location = response.getHeaders().get(HttpHeader.LOCATION);
    List<String> encodings = list(response, HttpHeader.TRANSFER_ENCODING);
    encodings.addAll(list(response, HttpHeader.CONTENT_ENCODING));
    return new Answer(status, location == null ? "" : location, encodings);
  }

  boolean found() {
    return status == OK;
  }

  boolean redirects() {
    return status >= 300 && status < 400;
  }

  private static List<String> list(Response response, HttpHeader header) {
    List<String> names = new ArrayList<>();
    for (String value : response.getHeaders().getCSV(header, false)) {
      String name = value.strip().toLowerCase(Locale.ROOT);
      if (!name.isEmpty() && !name.equals(PLAIN) && !name.equals(CHUNKED)) {
        names.add(name);
      }
    }
    Collections.reverse(names); // What was done last is undone first.
    return names;
  }
}
