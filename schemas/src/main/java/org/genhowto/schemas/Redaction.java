package org.genhowto.schemas;

import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What may be shown and passed on of an address: without who logs in, and without values of its
 * query unless they only name a video. Signed and tokened addresses let whoever has them in, and
 * nobody can list the names of all secrets, so that what is not known to be harmless is masked.
 */
public final class Redaction {
  private static final String MASK = "***";

  /** Parameters that say which video and which part of it. */
  private static final Set<String> HARMLESS =
      Set.of(
          ("v,id,vid,video,videoid,video_id,clip,clipid,clip_id,list,playlist,index,item,n,t,start,"
                  + "end,duration,name,title,file,filename,path,ext,format,fmt,quality,res,"
                  + "resolution,width,height,w,h,fps,bitrate,codec,lang,language,locale,page,part,"
                  + "chunk,segment,offset,limit,version,ver,rev,type,category,dl,download,raw,alt,"
                  + "normalize,deleted,subject,permanent")
              .split(","));

  private static final Pattern SECRET_NAME =
      Pattern.compile(
          "(?i).*(pass|pwd|pin|otp|code|key|token|sig|secret|auth|cred|hash|hmac|jwt).*");

  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,12}");
  private static final Pattern LOGIN = Pattern.compile("//[^\\s/?#]*@");
  private static final Pattern ADDRESS =
      Pattern.compile("(?:[A-Za-z][A-Za-z0-9+.-]*:)?//[^\\s\"'<>]+");
  private static final Pattern LONE_QUERY =
      Pattern.compile("(?<=\\S|^)\\?[A-Za-z0-9_.~%\\[\\]-]+=[^\\s\"'<>]*");
  private static final Pattern TRAIL = Pattern.compile("[.,:;!)\\]}]+$");
  private static final Pattern PATH_PARAMETER = Pattern.compile(";([^/;=?]+)=([^/;?]*)");

  /** What a value with a login or a query of its own holds. */
  private static final Pattern NESTED = Pattern.compile("//|[?=@&;]");

  private static final Pattern ENCODED = Pattern.compile("%([0-9A-Fa-f]{2})");
  private static final int MOST_ENCODINGS = 3;
  private static final Pattern PAIR = Pattern.compile("[^&;]+");

  private Redaction() {}

  /** An address as it may be shown. */
  public static String uri(String uri) {
    String open = LOGIN.matcher(uri).replaceAll("//");
    int hash = open.indexOf('#');
    String whole = hash < 0 ? open : open.substring(0, hash);
    int query = whole.indexOf('?');
    return query < 0
        ? path(whole)
        : path(whole.substring(0, query)) + "?" + query(whole.substring(query + 1));
  }

  /** A text with every address in it as it may be shown. */
  public static String text(String text) {
    if (text.indexOf('?') < 0 && !text.contains("//")) {
      return text;
    }
    String open = LOGIN.matcher(text).replaceAll("//");
    String shown = ADDRESS.matcher(open).replaceAll(Redaction::found);
    return LONE_QUERY.matcher(shown).replaceAll(Redaction::found);
  }

  private static String found(MatchResult match) {
    String address = match.group();
    Matcher trail = TRAIL.matcher(address);
    String end = trail.find() ? trail.group() : "";
    return Matcher.quoteReplacement(
        uri(address.substring(0, address.length() - end.length())) + end);
  }

  private static String path(String path) {
    return PATH_PARAMETER
        .matcher(path)
        .replaceAll(pair -> Matcher.quoteReplacement(";" + shown(pair.group(1), pair.group(2))));
  }

  private static String query(String query) {
    return PAIR.matcher(query)
        .replaceAll(
            pair -> {
              String[] parts = pair.group().split("=", 2);
              return Matcher.quoteReplacement(
                  parts.length == 1 ? lone(parts[0]) : shown(parts[0], parts[1]));
            });
  }

  private static String lone(String word) {
    return NUMBER.matcher(word).matches() || HARMLESS.contains(word.toLowerCase(Locale.ROOT))
        ? word
        : MASK;
  }

  /** Whether a value may be an address with secrets of its own, however often it is encoded. */
  private static boolean isAddress(String value) {
    String open = value;
    for (int i = 0; i < MOST_ENCODINGS; i++) {
      if (NESTED.matcher(open).find()) {
        return true;
      }
      open = ENCODED.matcher(open).replaceAll(Redaction::decoded);
    }
    return NESTED.matcher(open).find() || ENCODED.matcher(open).find();
  }

  private static String decoded(MatchResult encoded) {
    char character = (char) Integer.parseInt(encoded.group(1), 16);
    return Matcher.quoteReplacement(String.valueOf(character));
  }

  private static String shown(String name, String value) {
    boolean harmless =
        value.isEmpty()
            || (HARMLESS.contains(name.toLowerCase(Locale.ROOT)) && !isAddress(value))
            || (NUMBER.matcher(value).matches() && !SECRET_NAME.matcher(name).matches());
    return name + "=" + (harmless ? value : MASK);
  }
}
