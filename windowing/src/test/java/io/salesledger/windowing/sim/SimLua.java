package io.salesledger.windowing.sim;

import io.salesledger.windowing.store.ScriptText;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.luaj.vm2.Globals;
import org.luaj.vm2.LoadState;
import org.luaj.vm2.LuaClosure;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;
import org.luaj.vm2.compiler.LuaC;
import org.luaj.vm2.lib.OneArgFunction;
import org.luaj.vm2.lib.PackageLib;
import org.luaj.vm2.lib.StringLib;
import org.luaj.vm2.lib.TableLib;
import org.luaj.vm2.lib.VarArgFunction;
import org.luaj.vm2.lib.jse.JseBaseLib;
import org.luaj.vm2.lib.jse.JseMathLib;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessageUnpacker;

/**
 * Runs the ledger's own scripts, as they are in the jar, on a {@link SimRedis}. A script can be
 * killed before its n-th write, which leaves what was written before.
 */
final class SimLua {
  /** The script was killed half-way. Not an exception that a script's pcall could catch. */
  static final class Killed extends Error {
    private static final long serialVersionUID = 1L;

    Killed() {
      super("killed half-way", null, false, false);
    }
  }

  private final SimRedis redis;
  private final Globals globals = new Globals();
  private final Map<String, LuaClosure> scripts = new HashMap<>();
  private int writesLeft;

  SimLua(SimRedis redis) {
    this.redis = redis;
    globals.load(new JseBaseLib());
    globals.load(new PackageLib());
    globals.load(new TableLib());
    globals.load(new StringLib());
    globals.load(new JseMathLib());
    LoadState.install(globals);
    LuaC.install(globals);
    globals.set("unpack", globals.get("table").get("unpack"));
    globals.get("string").set("format", new Format());
    LuaTable api = new LuaTable();
    api.set("call", new Call(false));
    api.set("pcall", new Call(true));
    globals.set("redis", api);
    LuaTable cmsgpack = new LuaTable();
    cmsgpack.set("unpack", new Unpack());
    globals.set("cmsgpack", cmsgpack);
  }

  /** Runs a script to its end. */
  List<String> run(String fileName, List<byte[]> arguments) {
    return run(fileName, arguments, Integer.MAX_VALUE);
  }

  /**
   * Runs a script.
   *
   * @param writes after so many it is killed
   */
  List<String> run(String fileName, List<byte[]> arguments, int writes) {
    writesLeft = writes;
    LuaTable argv = new LuaTable();
    for (int i = 0; i < arguments.size(); i++) {
      argv.set(i + 1, LuaString.valueOf(arguments.get(i)));
    }
    globals.set("ARGV", argv);
    LuaTable reply = scripts.computeIfAbsent(fileName, this::load).call().checktable();
    List<String> texts = new ArrayList<>();
    for (int i = 1; i <= reply.length(); i++) {
      texts.add(reply.get(i).tojstring());
    }
    return texts;
  }

  private LuaClosure load(String fileName) {
    byte[] text = ScriptText.of(fileName).getBytes(StandardCharsets.UTF_8);
    try {
      return new LuaClosure(
          globals.loadPrototype(new ByteArrayInputStream(text), "@" + fileName, "t"), globals);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@code redis.call} and {@code redis.pcall}. */
  private final class Call extends VarArgFunction {
    private final boolean isProtected;

    Call(boolean isProtected) {
      this.isProtected = isProtected;
    }

    @Override
    public Varargs invoke(Varargs args) {
      List<String> arguments = new ArrayList<>(args.narg());
      for (int i = 1; i <= args.narg(); i++) {
        arguments.add(text(args.arg(i)));
      }
      if (SimRedis.isWrite(arguments.get(0)) && writesLeft-- == 0) {
        throw new Killed();
      }
      try {
        return reply(redis.call(arguments));
      } catch (SimRedis.RedisError e) {
        if (!isProtected) {
          throw new LuaError(e.getMessage());
        }
        LuaTable error = new LuaTable();
        error.set("err", String.valueOf(e.getMessage()));
        return error;
      }
    }
  }

  private static String text(LuaValue value) {
    if (value.type() == LuaValue.TNUMBER) {
      return integer(value.todouble());
    }
    return value.checkjstring();
  }

  private static LuaValue reply(Object reply) {
    if (reply == SimRedis.NIL) {
      return LuaValue.FALSE;
    } else if (reply instanceof Long number) {
      return LuaValue.valueOf((double) number);
    } else if (reply instanceof SimRedis.Status status) {
      LuaTable table = new LuaTable();
      table.set("ok", status.text());
      return table;
    } else if (reply instanceof List<?> list) {
      LuaTable table = new LuaTable(list.size(), 0);
      int i = 1;
      for (Object part : list) {
        table.set(i++, reply(part));
      }
      return table;
    }
    return LuaString.valueOf((String) reply);
  }

  /** {@code string.format} of C: LuaJ's own knows no precision. */
  private static final class Format extends VarArgFunction {
    @Override
    public Varargs invoke(Varargs args) {
      String format = args.checkjstring(1);
      StringBuilder text = new StringBuilder();
      int argument = 2;
      int i = 0;
      while (i < format.length()) {
        if (format.charAt(i) != '%') {
          text.append(format.charAt(i++));
        } else if (format.startsWith("%d", i)) {
          text.append((long) args.checkdouble(argument++));
          i += 2;
        } else if (format.startsWith("%.0f", i)) {
          text.append(integer(args.checkdouble(argument++)));
          i += 4;
        } else if (format.startsWith("%s", i)) {
          text.append(args.arg(argument++).tojstring());
          i += 2;
        } else {
          throw new LuaError("the simulator does not know the format " + format);
        }
      }
      return LuaString.valueOf(text.toString());
    }
  }

  private static String integer(double number) {
    return number == (long) number
        ? Long.toString((long) number)
        : new BigDecimal(number).toPlainString();
  }

  /** {@code cmsgpack.unpack}. */
  private static final class Unpack extends OneArgFunction {
    @Override
    public LuaValue call(LuaValue packed) {
      LuaString bytes = packed.checkstring();
      try (MessageUnpacker unpacker =
          MessagePack.newDefaultUnpacker(bytes.m_bytes, bytes.m_offset, bytes.m_length)) {
        return value(unpacker);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static LuaValue value(MessageUnpacker unpacker) throws IOException {
      return switch (unpacker.getNextFormat().getValueType()) {
        case ARRAY -> {
          int size = unpacker.unpackArrayHeader();
          LuaTable table = new LuaTable(size, 0);
          for (int i = 1; i <= size; i++) {
            table.set(i, value(unpacker));
          }
          yield table;
        }
        case INTEGER -> LuaValue.valueOf((double) unpacker.unpackLong());
        case STRING -> LuaString.valueOf(unpacker.readPayload(unpacker.unpackRawStringHeader()));
        default -> throw new LuaError("the simulator does not unpack " + unpacker.getNextFormat());
      };
    }
  }
}
